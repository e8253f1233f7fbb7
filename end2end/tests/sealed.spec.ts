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
  const device = await Device.in(await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] }));
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
  await expect(page.getByText('hand them the code and the key below')).toBeVisible();
  await expect(page.getByText('We cannot show this code and this key again.')).toBeVisible();

  // Who leaves is told what they would lose: both, or the one that was not copied.
  const leaving = page.locator('#leaving');
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(leaving.getByRole('heading', { name: 'Leave without the code and the key?' })).toBeVisible();
  await leaving.getByRole('button', { name: 'Stay here' }).click();
  const copy = page.getByRole('region', { name: 'Key for Swift Movers' }).getByRole('button', { name: 'Copy' });
  await copy.click();
  await expect(page.getByRole('region', { name: 'Key for Swift Movers' }).getByText('Copied')).toBeVisible();
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(leaving.getByRole('heading', { name: 'Leave without the code?' })).toBeVisible();
  await leaving.getByRole('button', { name: 'Stay here' }).click();

  // Their technician's lines check the answer before they believe it.
  const bearer = { authorization: `Bearer ${token}` };
  const { id } = await (await fetch(`${server.url}/api/v1/grant`, { headers: bearer })).json();
  await page.getByText('For their technician').click();
  const lines = await page.getByRole('region', { name: 'Ready lines for the terminal' }).locator('output').innerText();
  expect(lines.split('\n')).toEqual([
    `curl --fail -H "Authorization: Bearer ${token}" "${server.url}/api/v1/profile" -o answer.age`,
    'mydata-cli company open answer.age --key-file key.txt ' +
      `--vault ${server.url} --grant ${id} --purpose RequestedServiceProvision --seen seen.json`,
  ]);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8');
  expect(saved).toContain(`Code: ${token}`);
  expect(saved).toContain(`Key: ${key}`);
  expect(saved).toContain('The key is for your own system alone. Never send it to the vault');
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(page.getByText('Their own system only')).toBeVisible();

  const answer = await fetch(`${server.url}/api/v1/profile`, { headers: bearer });
  expect(answer.headers.get('content-type')).toBe('application/age');
  const file = Buffer.from(await answer.arrayBuffer());
  expect(file.includes('Quokka')).toBe(false);
  const identity = join(mkdtempSync(join(tmpdir(), 'mydata-')), 'key.txt');
  writeFileSync(identity, key);
  const opened = spawnSync('age', ['--decrypt', '--identity', identity], { input: file });
  const [, claims] = opened.stdout.toString().split('.');
  expect(Buffer.from(claims, 'base64url').toString()).toContain('Ines Quokka Marlow');

  // Who sends the key along lets the server read: that is refused, and stands in the person's log.
  const exposed = await fetch(`${server.url}/api/v1/profile`, {
    headers: { authorization: `Bearer ${token}_${asInToken(key)}` },
  });
  expect(await exposed.json()).toMatchObject({ code: 'key_exposed' });
  expect(server.log).not.toContain(key);
  expect(server.log).not.toContain(asInToken(key));
  // What was refused within a minute is one entry, written when the minute is over or the server ends.
  await server.stop();
  await server.run();
  await page.getByRole('link', { name: 'Activity', exact: true }).first().click();
  const entry = page.locator('.log details').filter({ hasText: 'They sent the key of this share along' });
  await entry.locator('summary').click();
  await expect(entry.getByText('Whoever saw that request could read what this share holds')).toBeVisible();

  // That it was sealed is still seen after its end.
  await entry.getByRole('link', { name: /^See company/ }).click();
  await page.getByRole('button', { name: /^Stop sharing/ }).click();
  await page.locator('#stop-dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByText('They read nothing any more.')).toBeVisible();
  await expect(page.getByText('Their own system only')).toBeVisible();
});

/** A key as a readable share's code would carry it: the same 32 bytes, in base62. */
function asInToken(key: string): string {
  const bech32 = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';
  const letters = [...key.slice('AGE-SECRET-KEY-1'.length, -6)];
  const bits = letters.map((letter) => bech32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let text = '';
  for (let left = BigInt(`0b${bits.slice(0, 256)}`); text.length < 43; left /= 62n) text = base62[Number(left % 62n)] + text;
  return text;
}
