// Several tabs, and several devices.
import { expect, test } from '@playwright/test';

import { Device } from './device';
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
