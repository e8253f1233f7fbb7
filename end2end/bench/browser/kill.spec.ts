// New keys for a large vault, in a browser that dies at ten random moments: the vault is always whole, and who was locked out is out.
import { expect, test } from '@playwright/test';

import { Device } from '../../tests/device';
import { addPasskey, enterKit, vault } from './large';

const ROUNDS = 10;
/** Longer than the whole of it takes. */
const LONGEST = 1_500;

test('new keys, killed at random', async ({ browser }) => {
  let [before, after] = [0, 0];
  const { server, kit } = await vault(1000, 50);
  for (let round = 1; round <= ROUNDS; round++) {
    const device = await Device.in(await browser.newContext());
    const { page } = device;
    await enterKit(page, server.url, kit);
    await page.getByRole('button', { name: 'Open my vault' }).click();
    // The kit was away while the keys changed in an earlier round.
    await expect(page.locator('main .ledger, .pair').first()).toBeVisible();
    const asked = page.getByRole('button', { name: 'Yes, that was me' });
    if (await asked.isVisible()) await asked.click();
    await expect(page.locator('main .ledger').first()).toBeVisible();
    const [lost, kept] = [`Lost ${round}`, `Kept ${round}`];
    await addPasskey(page, lost);

    const second = await Device.in(await browser.newContext());
    await enterKit(second.page, server.url, kit);
    await second.page.getByRole('button', { name: 'Open my vault' }).click();
    await expect(second.page.locator('main .ledger').first()).toBeVisible();
    await addPasskey(second.page, kept);
    await second.page.getByRole('button', { name: `Remove ${lost}` }).click();
    const dialog = second.page.getByRole('dialog', { name: `Remove “${lost}”?` });
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await second.page.waitForTimeout(Math.random() * LONGEST);
    await second.page.close();

    // What the server says now: the lost passkey is out, or everything is as it was.
    await page.goto(`${server.url}/profile`);
    await device.ready();
    await page.getByRole('button', { name: 'Open with your passkey' }).click();
    const refused = page.getByText('The server did not accept this passkey or kit');
    await expect(refused.or(page.locator('.field-row').first()).first()).toBeVisible();
    if (await refused.isVisible()) after += 1;
    else before += 1;

    const third = await Device.in(await browser.newContext());
    await enterKit(third.page, server.url, kit);
    await third.page.getByRole('button', { name: 'Open my vault' }).click();
    await expect(third.page.locator('main .ledger, .pair').first()).toBeVisible();
    const confirm = third.page.getByRole('button', { name: 'Yes, that was me' });
    if (await confirm.isVisible()) await confirm.click();
    await third.page.getByRole('link', { name: 'Profile', exact: true }).first().click();
    await expect(third.page.locator('.field-row .yours, .field-row').nth(900)).toBeAttached({ timeout: 30_000 });
    for (const one of [device, second, third]) await one.context.close();
  }
  console.log(`${ROUNDS} kills: ${before} left everything as it was, ${after} had locked the device out; nothing unreadable`);
  await server.end();
});
