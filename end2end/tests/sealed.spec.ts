// A company that trusts no server: it gets a key beside its code, and opens the answers itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

test('only the company opens what is handed out', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Full name', 'Ines Quokka Marlow');
  await page.getByRole('link', { name: 'Sharing', exact: true }).first().click();
  await page.getByRole('link', { name: 'Share with a company' }).first().click();
  await page.getByLabel('Name of the company').fill('Swift Movers');
  await page.getByLabel('Web address').fill('swiftmovers.example');
  await page.getByRole('radio', { name: /^Do the work/ }).check();
  await page.getByRole('checkbox', { name: /^Full name/ }).check();
  await page.getByRole('radio', { name: '30 days' }).check();
  await page.getByText('If they ask for sealed answers').click();
  await page.getByRole('checkbox', { name: 'Only their own system may open what I share' }).check();
  await page.getByRole('button', { name: 'Start sharing' }).click();

  await expect(page.getByRole('heading', { level: 1, name: /^You now share/ })).toBeVisible();
  const [token, key] = await page.locator('.reveal output').allInnerTexts();
  expect(token).toMatch(/^mydata_gt_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
  expect(key).toMatch(/^AGE-SECRET-KEY-1/);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8');
  expect(saved).toContain(`Code: ${token}`);
  expect(saved).toContain(`Key: ${key}`);
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(page.getByText('Their own system only')).toBeVisible();

  const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.headers.get('content-type')).toBe('application/age');
  const file = Buffer.from(await answer.arrayBuffer());
  expect(file.includes('Quokka')).toBe(false);
  const identity = join(mkdtempSync(join(tmpdir(), 'mydata-')), 'key.txt');
  writeFileSync(identity, key);
  const opened = spawnSync('age', ['--decrypt', '--identity', identity], { input: file });
  const [, claims] = opened.stdout.toString().split('.');
  expect(Buffer.from(claims, 'base64url').toString()).toContain('Ines Quokka Marlow');

  // Who sends the key along lets the server read: that is refused, and stands in the person's log.
  const lines = readFileSync(identity, 'utf8');
  expect(server.log).not.toContain(lines);
});
