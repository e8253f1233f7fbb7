// The main job with the keyboard alone: no click, no touch. Every step is reached with Tab and done with Enter, Space or arrows.
import { type Locator, type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { groupsOnSheet } from './person';
import { Server } from './server';

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(async () => {
  await server.end();
});

/** Presses Tab until the wanted thing has the focus, and sees to it that the focus is visible. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

async function press(page: Page, wanted: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

async function type(page: Page, wanted: Locator, text: string): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.type(text);
}

test('keep, share and stop without a mouse', async ({ browser }) => {
  const { page, ...device } = await Device.in(await browser.newContext());
  await page.goto(`${server.url}/setup`);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await type(page, page.getByLabel('Code from the server’s log'), server.setupCode);
  await press(page, page.getByRole('button', { name: 'Make my passkey' }));

  const groups = await groupsOnSheet(page);
  for (const field of await page.getByLabel(/^Group \d+$/).all()) {
    const number = Number((await field.getAttribute('id'))?.replace('group-', ''));
    await type(page, field, groups[number - 1]);
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/profile$/);

  for (const [field, value] of [
    ['Full name', 'Ines Marlow'],
    ['Notes', 'After six'],
  ]) {
    await press(page, page.getByRole('button', { name: `Add ${field}` }));
    await expect(page.locator('.field-row.editing :is(input, textarea)').first()).toBeFocused();
    await page.keyboard.type(value);
    await press(page, page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }));
    await expect(page.getByText(value, { exact: true }).first()).toBeVisible();
  }

  await press(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sharing' }));
  await press(page, page.getByRole('link', { name: 'Share with a company' }).first());
  await type(page, page.getByLabel('Name of the company'), 'Tern & Thistle Books');
  await type(page, page.getByLabel('Web address'), 'ternandthistle.example');
  await press(page, page.locator('input[name=purpose]').first(), 'Space');
  await press(page, page.getByRole('checkbox', { name: /^Full name/ }), 'Space');
  await press(page, page.locator('input[name=until]').first(), 'Space');
  await press(page, page.getByRole('button', { name: 'Start sharing' }));
  await expect(page.getByRole('heading', { level: 1, name: /^You now share/ })).toBeFocused();
  await press(page, page.getByRole('button', { name: 'Copy', exact: true }));
  await press(page, page.getByRole('button', { name: 'Save as a file' }));
  await expect(page.getByText('Saved: access-code.txt')).toBeVisible();
  await press(page, page.getByRole('link', { name: 'Done' }));

  await press(page, page.getByRole('button', { name: /^Pause with/ }));
  const pause = page.locator('#pause-dialog');
  await press(page, pause.getByRole('radio').first(), 'Space');
  await page.keyboard.press('ArrowDown');
  await expect(pause.getByRole('radio').nth(1)).toBeChecked();
  await press(page, pause.getByRole('button', { name: 'Pause', exact: true }));
  await expect(page.locator('article .status').getByText('Paused', { exact: true })).toBeVisible();
  await press(page, page.getByRole('button', { name: /^Resume with/ }));
  await expect(page.getByRole('button', { name: /^Pause with/ })).toBeVisible();

  const stop = page.getByRole('button', { name: /^Stop sharing with/ });
  await press(page, stop);
  await expect(page.locator('#stop-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#stop-dialog')).toBeHidden();
  await expect(stop).toBeFocused();
  await page.keyboard.press('Enter');
  await press(page, page.locator('#stop-dialog').getByRole('button', { name: 'Stop sharing' }));
  await expect(page.getByText(/has stopped/).first()).toBeVisible();

  await press(page, page.getByRole('button', { name: 'Lock', exact: true }));
  await press(page, page.getByRole('button', { name: 'Open with your passkey' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Sharing' })).toBeVisible();

  await press(page, page.getByRole('link', { name: /Marlow|Settings/ }).first());
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await type(page, page.getByLabel('Recovery code'), groups.join(' '));
  await press(page, page.getByRole('button', { name: 'Test my kit' }));
  await expect(page.getByText(/^This kit opens your vault/)).toBeVisible();
  await tabTo(page, page.getByRole('radio', { name: 'Like the system' }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await press(page, page.getByRole('button', { name: 'Lock now' }));

  await press(page, page.getByRole('link', { name: 'Open with a Recovery kit' }));
  await type(page, page.getByLabel('Recovery code'), groups.join('-'));
  await press(page, page.getByRole('button', { name: 'Open my vault' }));
  await expect(page.getByRole('heading', { level: 1, name: /^Good / })).toBeVisible();
  await device.context.close();
});
