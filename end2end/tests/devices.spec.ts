// Several tabs, and several devices.
import { expect } from '@playwright/test';

import { Device, test } from './device';
import { keep, signUp } from './person';
import { Server } from './server';

let server: Server;
test.beforeEach(async () => {
  server = await Server.start();
});
test.afterEach(async () => {
  await server.end();
});

test('a tab beside an open one opens without a touch, and all lock together', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await device.open(`${server.url}/setup`);
  await signUp(device.page, 'Ines', server.setupCode);
  await keep(device.page, 'Full name', 'Ines Marlow');

  const second = await device.context.newPage();
  await second.goto(`${server.url}/profile`);
  await expect(second.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();

  await device.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
  await expect(second.getByText('Ines Marlow')).toHaveCount(0);

  await second.reload();
  await expect(second.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
});

test('two devices that edit at once lose nothing', async ({ browser }) => {
  const first = await Device.in(await browser.newContext());
  await first.open(`${server.url}/setup`);
  const kit = await signUp(first.page, 'Ines', server.setupCode);
  await keep(first.page, 'Full name', 'Ines Marlow');

  const second = await Device.in(await browser.newContext());
  await second.open(`${server.url}/open/kit`);
  await second.page.getByLabel('Recovery code').fill(kit.join('-'));
  await second.page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(second.page).toHaveURL(/\/home$/);
  await second.page.getByRole('link', { name: 'Profile', exact: true }).first().click();

  await keep(first.page, 'E-mail', 'ines@marlow.example');
  // The second device does not know of that save; its own is refused, merged and made again.
  await keep(second.page, 'Notes', 'After six');
  await expect(second.page.getByText('ines@marlow.example', { exact: true }).first()).toBeVisible();
  await expect(second.page.getByText('After six', { exact: true }).first()).toBeVisible();
});

test('locked is locked, whatever was still on its way', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);

  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  let asked = () => {};
  const saving = new Promise<void>((done) => (asked = done));
  let answered = () => {};
  const saved = new Promise<void>((done) => (answered = done));
  await page.route('**/api/me/vault', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const answer = await route.fetch();
    asked();
    await held;
    await route.fulfill({ response: answer });
    answered();
  });
  await page.getByRole('button', { name: 'Add Full name' }).click();
  await page.locator('.field-row.editing input').fill('Ines Marlow');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await saving;
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
  letGo();
  await saved;
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  await expect(page.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
  await expect(page.getByText('Ines Marlow')).toHaveCount(0);
});

test('a change that was put back stays put back, although its answer was lost', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Full name', 'Ada Example');

  await page.route('**/api/me/vault', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    await route.abort();
    await page.unroute('**/api/me/vault');
  });
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').fill('Cancelled Name');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.getByText(/^Not saved/)).toBeVisible();
  await page.locator('.field-row.editing').getByRole('button', { name: /^Put back/ }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();

  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
  await expect(page.getByText('Ada Example', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Cancelled Name')).toHaveCount(0);
});
