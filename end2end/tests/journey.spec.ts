// The main job, from nothing to stopped: setup, sign-up, kit typed back, profile, share, a company's pull, activity,
// pause, resume, stop, lock, one touch back, and the kit in another browser.
import { expect } from '@playwright/test';

import { Device, test } from './device';
import { handOver, keep, share, signUp } from './person';
import { Server } from './server';

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(async () => {
  await server.end();
});

async function pull(token: string) {
  const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json() };
}

test('keep, share, pull, stop', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));

  await device.open(`${server.url}/setup`);
  const kit = await signUp(page, 'Ines Marlow', server.setupCode);

  await keep(page, 'Full name', 'Ines Marlow');
  await keep(page, 'E-mail', 'ines@marlow.example');
  await keep(page, 'Phone number', '07700 900142', '+44 7700 900 142');
  await keep(page, 'Notes', 'Ring twice');

  const token = await share(page, {
    company: 'Wohnungsgenossenschaft Lindenhof-Süd eG',
    address: 'lindenhof-sued.example',
    purpose: /^Do the work/,
    fields: ['Full name', 'E-mail', 'Phone number'],
    until: '90 days',
  });
  expect(token).toMatch(/^mydata_gt_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}_[0-9A-Za-z]{43}$/);

  const read = await pull(token);
  expect(read.status).toBe(200);
  expect(read.body.claims).toEqual({
    name: 'Ines Marlow',
    email: 'ines@marlow.example',
    phone_number: '+447700900142',
  });

  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).first().click();
  await expect(page.getByText('Log unbroken.')).toBeVisible();
  await expect(page.locator('.entry').first()).toContainText(/read your .*full name/);

  await page.getByRole('link', { name: 'Sharing', exact: true }).first().click();
  await page.getByRole('button', { name: /^Pause/ }).click();
  const pausing = page.locator('#pause-dialog');
  await pausing.getByRole('radio', { name: 'Until I resume' }).check();
  await pausing.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.locator('article .status').getByText('Paused', { exact: true })).toBeVisible();
  expect(await pull(token)).toMatchObject({ status: 403, body: { code: 'paused' } });

  await page.getByRole('button', { name: /^Resume/ }).click();
  await expect(page.locator('article .status').getByText('Active', { exact: true })).toBeVisible();
  expect((await pull(token)).status).toBe(200);

  await page.getByRole('button', { name: /^Stop sharing/ }).click();
  await page.locator('#stop-dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByText(/has stopped/).first()).toBeVisible();
  expect(await pull(token)).toMatchObject({ status: 410, body: { code: 'stopped' } });

  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(page.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
  await page.getByRole('button', { name: 'Open with your passkey' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sharing' })).toBeVisible();

  const other = await Device.in(await browser.newContext());
  await other.open(`${server.url}/open/kit`);
  await other.page.getByLabel('Recovery code').fill(kit.join(' ').toLowerCase());
  await other.page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(other.page).toHaveURL(/\/home$/);
  await expect(other.page.getByText('This device sees your vault for the first time.')).toBeVisible();
  expect(faults).toEqual([]);

  const resident = server.resident();
  test.info().annotations.push({ type: 'resident memory', description: `${resident.toFixed(1)} MB` });
  expect(resident).toBeLessThan(60);
});
