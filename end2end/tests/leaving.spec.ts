// Pages that are left while something is still on its way: an answer or a timer that comes too late is lost without harm.
import { expect } from '@playwright/test';

import { Device, test } from './device';
import { handOver, keep, share, signUp } from './person';
import { Server } from './server';

let server: Server;
test.beforeEach(async () => {
  server = await Server.start();
});
test.afterEach(async () => {
  await server.end();
});

test('what comes too late for its page is lost quietly', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await page.clock.install();
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines Marlow', server.setupCode);
  const go = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  await keep(page, 'Full name', 'Ines Marlow');

  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').first().fill('Ines A. Marlow');
  // One task of the page: no answer can come in between.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.field-row.editing [type=submit]')?.click();
    document.querySelector<HTMLElement>('nav a[href="/activity"]')?.click();
  });
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  await page.evaluate(() => document.querySelector<HTMLElement>('nav a[href="/sharing"]')?.click());

  await share(page, {
    company: 'Tern & Thistle Books',
    address: 'ternandthistle.example',
    purpose: /^Send my parcels/,
    fields: ['Full name'],
    until: '90 days',
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await page.getByRole('button', { name: /^Stop sharing with/ }).click();
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#stop-dialog .pair button')?.click();
    history.back();
  });
  await go('Home');
  await expect(page.getByRole('heading', { level: 1, name: /^Good / })).toBeVisible();
  await page.clock.fastForward(20_000);
  await go('Profile');
  await expect(page.getByText('Ines A. Marlow', { exact: true }).first()).toBeVisible();
  await device.context.close();
});

test('who locks and opens at once comes after the sign-out', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  const kit = await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Full name', 'Ines Marlow');

  let release = () => {};
  await page.route('**/api/me/sign-out', async (route) => {
    await new Promise<void>((released) => (release = released));
    await route.continue();
  });
  const seen: string[] = [];
  const path = (url: string) => new URL(url).pathname.replace('/api/me/', '');
  page.on('request', (request) => {
    if (path(request.url()).startsWith('sign-in/') && path(request.url()).endsWith('start')) seen.push(path(request.url()));
  });
  page.on('response', (response) => {
    if (path(response.url()) === 'sign-out') seen.push('signed out');
  });
  const lock = async () => {
    const asked = page.waitForRequest('**/api/me/sign-out');
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await asked;
  };

  await lock();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
  release();
  await expect(page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();

  await lock();
  await page.getByRole('link', { name: 'Open with a Recovery kit' }).click();
  await page.getByLabel('Recovery code').fill(kit.join(' '));
  await page.getByRole('button', { name: 'Open my vault' }).click();
  release();
  await expect(page.getByRole('heading', { level: 1, name: /^Good / })).toBeVisible();

  expect(seen).toEqual(['signed out', 'sign-in/start', 'signed out', 'sign-in/kit/start']);
  await device.context.close();
});
