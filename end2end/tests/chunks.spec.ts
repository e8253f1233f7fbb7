// The code of the pages is in files of its own, which come when they are needed and, after the vault is open, before that.
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

/** The files of code that have arrived, without the one of every page. */
async function arrived(page: Page): Promise<string[]> {
  const names = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => (entry as PerformanceResourceTiming).responseEnd > 0)
      .map((entry) => /\/pkg\/(\w+)-[\w-]+\.wasm$/.exec(entry.name)?.[1]),
  );
  return names.filter((name) => name !== undefined);
}

test('the first page loads no other page, and the open vault loads all', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(server.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await arrived(page)).toEqual([]);

  await device.open(`${server.url}/setup`);
  expect(await arrived(page)).not.toContain('own');
  await signUp(page, 'Ines Marlow', server.setupCode);
  for (const name of ['begin', 'own', 'sharing', 'keys', 'carry']) {
    await expect.poll(() => arrived(page)).toContain(name);
  }

  await device.context.setOffline(true);
  const go = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  for (const name of ['Sharing', 'Activity', 'Profile']) {
    await go(name);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
  await page.getByRole('link', { name: 'Bring data in from a file' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bring data in' })).toBeVisible();
  await page.getByRole('link', { name: /Marlow|Settings/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await go('Home');
  await expect(page.getByRole('heading', { level: 1, name: /^Good / })).toBeVisible();
  await device.context.close();
});

test('a page that cannot be loaded says so, and comes on another try', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await page.route('**/pkg/own-*.wasm', (route) => route.abort());
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines Marlow', server.setupCode);
  const failed = page.getByText('This page could not be loaded');
  await expect(failed).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(failed).toBeVisible();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sharing' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sharing' })).toBeVisible();
  await page.goBack();
  await expect(failed).toBeVisible();

  await page.unroute('**/pkg/own-*.wasm');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeFocused();
  await expect(failed).toBeHidden();
  await keep(page, 'Full name', 'Ines Marlow');
  await device.context.close();
});

test('a slow page waits quietly', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/pkg/begin-*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await device.open(`${server.url}/setup`);
  await expect(page.getByText('One moment')).toBeVisible();
  release();
  await expect(page.getByLabel('Code from the server’s log')).toBeVisible();
  await expect(page.getByText('One moment')).toBeHidden();
  await device.context.close();
});
