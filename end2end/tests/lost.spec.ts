// Passkeys that come and go, lost devices, new kits, and leaving.
import { type Browser, type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { groupsOnSheet, handOver, keep, share, signUp, typeGroupsBack } from './person';
import { Server } from './server';

let server: Server;
test.beforeEach(async () => {
  server = await Server.start();
});
test.afterEach(async () => {
  await server.end();
});

async function settings(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Marlow|Settings/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
}

/** A vault with a name, on a first device. */
async function first(browser: Browser): Promise<{ device: Device; kit: string[] }> {
  const device = await Device.in(await browser.newContext());
  await device.open(`${server.url}/setup`);
  const kit = await signUp(device.page, 'Ines', server.setupCode);
  await keep(device.page, 'Full name', 'Ines Marlow');
  return { device, kit };
}

async function openWithKit(device: Device, kit: string[]): Promise<void> {
  await device.open(`${server.url}/open/kit`);
  await device.page.getByLabel('Recovery code').fill(kit.join('-'));
  await device.page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(device.page).toHaveURL(/\/home$/);
}

/** Another device: opened with the kit, then with a passkey of its own. */
async function another(browser: Browser, kit: string[], name: string): Promise<Device> {
  const device = await Device.in(await browser.newContext());
  await openWithKit(device, kit);
  await settings(device.page);
  await device.page.getByRole('button', { name: 'Add a passkey' }).click();
  await device.page.getByRole('button', { name: 'Make the passkey' }).click();
  await expect(device.page.getByText('Give it a name')).toBeVisible();
  await device.page.getByLabel('Name', { exact: true }).fill(name);
  await device.page.getByRole('button', { name: 'Make the passkey' }).click();
  await expect(device.page.getByText(`“${name}” opens your vault now`)).toBeVisible();
  return device;
}

/** Locks a device out, from another. */
async function lockOut(page: Page, name: string): Promise<void> {
  await settings(page);
  await page.getByRole('button', { name: 'I lost a device' }).click();
  await page.getByRole('button', { name: 'Lock it out' }).click();
  await expect(page.getByText('Choose the device that is gone.')).toBeVisible();
  await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
  await page.getByRole('button', { name: 'Lock it out' }).click();
}

async function reopen(device: Device): Promise<void> {
  await device.page.goto(`${server.url}/profile`);
  await device.ready();
  await device.page.getByRole('button', { name: 'Open with your passkey' }).click();
}

async function pull(token: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
}

test('a lost device is locked out in one step', async ({ browser }) => {
  const { device, kit } = await first(browser);
  const phone = await another(browser, kit, 'Phone');
  await phone.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await reopen(phone);
  await expect(phone.page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();

  const { page } = device;
  const token = await share(page, {
    company: 'Tern & Thistle',
    address: 'tern.example',
    purpose: /^Send my parcels/,
    fields: ['Full name'],
    until: '30 days',
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await lockOut(page, 'Phone');
  await expect(page.getByText('“Phone” does not open your vault any more')).toBeVisible();
  await expect(page.locator('#ways ~ .matter, .ways').first()).not.toContainText('Phone');

  // The phone is out, at once and for good.
  await reopen(phone);
  await expect(phone.page.getByText('The server did not accept this passkey or kit')).toBeVisible();
  await expect(phone.page.getByText('Ines Marlow')).toHaveCount(0);

  // The company reads on, and this device goes on.
  const answer = await pull(token);
  expect(answer.status).toBe(200);
  expect((await answer.json()).claims.name).toBe('Ines Marlow');
  await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await keep(page, 'E-mail', 'ines@marlow.example');

  // The kit was in its drawer meanwhile, so it asks.
  const tablet = await Device.in(await browser.newContext());
  await tablet.open(`${server.url}/open/kit`);
  await tablet.page.getByLabel('Recovery code').fill(kit.join('-'));
  await tablet.page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(tablet.page.getByRole('heading', { level: 1, name: 'Was that you?' })).toBeVisible();
  await expect(tablet.page.getByText('“Phone” was removed')).toBeVisible();
  await tablet.page.getByRole('button', { name: 'Yes, that was me' }).click();
  await tablet.page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await expect(tablet.page.getByText('ines@marlow.example', { exact: true }).first()).toBeVisible();
  await tablet.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await openWithKit(tablet, kit);
  await expect(tablet.page.getByRole('heading', { name: 'Was that you?' })).toHaveCount(0);
});

test('who says that it was not them opens nothing', async ({ browser }) => {
  const { device, kit } = await first(browser);
  await another(browser, kit, 'Phone');
  await lockOut(device.page, 'Phone');
  await expect(device.page.getByText('“Phone” does not open your vault any more')).toBeVisible();
  const tablet = await Device.in(await browser.newContext());
  await tablet.open(`${server.url}/open/kit`);
  await tablet.page.getByLabel('Recovery code').fill(kit.join('-'));
  await tablet.page.getByRole('button', { name: 'Open my vault' }).click();
  await tablet.page.getByRole('button', { name: 'No, it was not me' }).click();
  await expect(tablet.page.getByText('Your vault was locked anew by somebody else')).toBeVisible();
  await expect(tablet.page.getByText('Ines Marlow')).toHaveCount(0);
});

test('what waits on one device waits over the new keys of another', async ({ browser }) => {
  const { device, kit } = await first(browser);
  await another(browser, kit, 'Phone');
  const tablet = await another(browser, kit, 'Tablet');
  const { page } = tablet;
  await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await page.route('**/api/me/vault', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').first().fill('Ines Offline Marlow');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.getByText(/^Not saved/)).toBeVisible();

  await lockOut(device.page, 'Phone');
  await expect(device.page.getByText('“Phone” does not open your vault any more')).toBeVisible();

  await page.unroute('**/api/me/vault');
  await reopen(tablet);
  await page.getByRole('button', { name: 'Yes, that was me' }).click();
  await expect(page.getByText('Ines Offline Marlow', { exact: true }).first()).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('mydata.waiting.')).length))
    .toBe(0);
});

for (const moment of ['before it is sent', 'when the answer is lost'] as const)
  test(`a browser that dies ${moment} leaves the vault whole`, async ({ browser }) => {
    const { device, kit } = await first(browser);
    const phone = await another(browser, kit, 'Phone');
    const { page } = device;
    let met = () => {};
    const reached = new Promise<void>((done) => (met = done));
    await page.route('**/api/me/epoch', async (route) => {
      if (moment === 'when the answer is lost') await route.fetch();
      await route.abort();
      met();
    });
    await lockOut(page, 'Phone');
    await reached;
    await page.close();

    const again = await device.context.newPage();
    const cdp = await device.context.newCDPSession(again);
    await cdp.send('WebAuthn.enable');
    const done = moment === 'when the answer is lost';
    await reopen(phone);
    if (done) await expect(phone.page.getByText('The server did not accept this passkey or kit')).toBeVisible();
    else await expect(phone.page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();
    const tablet = await Device.in(await browser.newContext());
    await tablet.open(`${server.url}/open/kit`);
    await tablet.page.getByLabel('Recovery code').fill(kit.join('-'));
    await tablet.page.getByRole('button', { name: 'Open my vault' }).click();
    if (done) await tablet.page.getByRole('button', { name: 'Yes, that was me' }).click();
    await tablet.page.getByRole('link', { name: 'Profile', exact: true }).first().click();
    await expect(tablet.page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();
  });

test('a new kit takes the place of the old one', async ({ browser }) => {
  const { device, kit } = await first(browser);
  const { page } = device;
  await settings(page);
  await expect(page.getByText('Kit 1 opens your vault.')).toBeVisible();
  await page.getByRole('link', { name: 'Make a new kit in its place' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'A new Recovery kit' })).toBeVisible();
  await expect(page.getByText('Kit 2, made', { exact: false })).toBeVisible();
  const groups = await page.locator('.groups li').allInnerTexts();
  expect(groups).not.toEqual(kit);
  await typeGroupsBack(page, groups);
  await page.getByRole('button', { name: 'Check, and replace kit 1' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kit 2 opens your vault now' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await page.getByLabel('Recovery code').fill(kit.join(' '));
  await page.getByRole('button', { name: 'Test my kit' }).click();
  await expect(page.getByText('This kit does not open this vault')).toBeVisible();
  await page.getByLabel('Recovery code').fill(groups.join(' '));
  await page.getByRole('button', { name: 'Test my kit' }).click();
  await expect(page.getByText('This kit opens your vault.', { exact: false })).toBeVisible();

  const other = await Device.in(await browser.newContext());
  await openWithKit(other, groups);
  await other.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await other.open(`${server.url}/open/kit`);
  await other.page.getByLabel('Recovery code').fill(kit.join('-'));
  await other.page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(other.page.getByText('The server did not accept this passkey or kit')).toBeVisible();
});

test('names are the person’s own, and other browsers can be signed out', async ({ browser }) => {
  const { device, kit } = await first(browser);
  const phone = await another(browser, kit, 'Phone');
  const { page } = device;
  await settings(page);
  await page.getByRole('button', { name: 'Rename Passkey' }).click();
  await page.locator('.ways').getByLabel('Name', { exact: true }).fill('Quokka laptop');
  await page.getByRole('button', { name: 'Keep the name' }).click();
  await expect(page.locator('.ways .name').getByText('Quokka laptop')).toBeVisible();
  expect(server.log).not.toContain('Quokka');

  await page.reload();
  await device.ready();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
  await expect(page.getByText(/^Opened with “Quokka laptop”/)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('Another browser')).toHaveCount(0);
  await phone.page.reload();
  await phone.ready();
  await expect(phone.page.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
});

test('who leaves takes everything along', async ({ browser }) => {
  const { device } = await first(browser);
  const { page } = device;
  const token = await share(page, {
    company: 'Tern & Thistle',
    address: 'tern.example',
    purpose: /^Send my parcels/,
    fields: ['Full name'],
    until: '30 days',
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await settings(page);
  await page.getByRole('button', { name: 'Delete my vault' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your vault?' });
  await dialog.getByLabel('Yes, delete everything that I stored here').check();
  await dialog.getByRole('button', { name: 'Delete my vault' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  const answer = await pull(token);
  expect(answer.status).toBe(410);
  expect((await answer.json()).code).toBe('stopped');
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('mydata.')))).toEqual([]);
  await page.goto(`${server.url}/profile`);
  await device.ready();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
  await expect(page.getByText('The server did not accept this passkey or kit')).toBeVisible();
});

test('a name that is being typed stays when another device changes the list', async ({ browser }) => {
  const { device, kit } = await first(browser);
  await another(browser, kit, 'Phone');
  const { page } = device;
  let arrive = (): void => undefined;
  const typed = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/api/me/vault*', async (route) => {
    await typed;
    await route.continue();
  });
  await settings(page);
  await page.getByRole('button', { name: 'Rename Passkey' }).click();
  const name = page.locator('.ways').getByLabel('Name', { exact: true });
  await name.pressSequentially('Quokka');
  arrive();
  await expect(page.locator('.ways .name').getByText('Phone')).toBeVisible();
  await expect(name).toBeFocused();
  await expect(name).toHaveValue('Quokka');
});
