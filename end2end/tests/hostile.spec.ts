// A server that lies: the device says what is wrong and opens nothing. Every kind of lie is tried in the person's own crate;
// here a few go through the whole browser.
import { type Page, expect } from '@playwright/test';

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

interface VaultRecord {
  items: { id: string; file: string }[];
  methods: { id: string; kind: string }[];
  log: { count: number; head: string };
}

/** Changes what the server says of the vault from now on. */
async function doctor(page: Page, change: (vault: VaultRecord) => unknown): Promise<void> {
  await page.route('**/api/me/vault', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const answer = await route.fetch();
    return route.fulfill({ response: answer, json: change(await answer.json()) });
  });
}

async function filled(device: Device): Promise<void> {
  await device.open(`${server.url}/setup`);
  await signUp(device.page, 'Ines', server.setupCode);
  await keep(device.page, 'Full name', 'Ines Marlow');
  await keep(device.page, 'E-mail', 'ines@marlow.example');
}

async function lockAndOpen(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
}

async function alarmed(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Something is not right with your vault' })).toBeVisible();
  await expect(page.getByText(name)).toBeVisible();
  await expect(page.getByText('Ines Marlow')).toHaveCount(0);
}

test('an honest server opens', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  await doctor(device.page, (vault) => vault);
  await lockAndOpen(device.page);
  await expect(device.page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();
});

test('an older state is seen', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  const old = await device.page.evaluate(async () => (await fetch('/api/me/vault')).json());
  await keep(device.page, 'Notes', 'Newer than that');
  await doctor(device.page, () => old);
  await lockAndOpen(device.page);
  await alarmed(device.page, 'manifest-older');
});

test('what another tab saves while this one opens is no older state', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  const { page } = device;
  const memory = () => page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.startsWith('mydata.memory')));
  const remember = (entries: [string, string][]) =>
    page.evaluate((all) => all.forEach(([name, text]) => localStorage.setItem(name, text)), entries);
  const before = { vault: await page.evaluate(async () => (await fetch('/api/me/vault')).json()), memory: await memory() };
  await keep(page, 'Notes', 'Newer than that');
  const after = await memory();
  expect(after).not.toEqual(before.memory);
  await remember(before.memory);
  await page.route('**/api/me/vault', async (route) => {
    await remember(after);
    return route.fulfill({ json: before.vault });
  });
  await lockAndOpen(page);
  await expect(page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();
  await device.context.close();
});

test('a sign-in in another name does not make the device forget', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  await device.page.route('**/api/me/sign-in/finish', async (route) => {
    const answer = await route.fetch();
    const info = await answer.json();
    const other = info.person.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    return route.fulfill({ response: answer, json: { ...info, person: other } });
  });
  await lockAndOpen(device.page);
  await alarmed(device.page, 'other-person');
});

test('a missing item is seen', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  await doctor(device.page, (vault) => ({ ...vault, items: vault.items.slice(1) }));
  await lockAndOpen(device.page);
  await alarmed(device.page, 'item-missing');
});

test('items that changed places are seen', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  await doctor(device.page, ({ items: [a, b, ...rest], ...vault }) => ({
    ...vault,
    items: [{ ...a, file: b.file }, { ...b, file: a.file }, ...rest],
  }));
  await lockAndOpen(device.page);
  await alarmed(device.page, 'item-swapped');
});

test('an added unlock method is seen', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  await filled(device);
  await doctor(device.page, (vault) => ({
    ...vault,
    methods: [...vault.methods, { ...vault.methods[1], id: `mth_${'0'.repeat(32)}` }],
  }));
  await lockAndOpen(device.page);
  await alarmed(device.page, 'method-added');
});
