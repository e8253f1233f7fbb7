// The log, saved in both forms, and checked by somebody who has nothing but the file.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { type Page, expect } from '@playwright/test';

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

const sha256 = (...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Saves a file and gives its name and what is in it. */
async function taken(page: Page, button: string): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('the log is saved as a table and with its proof', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines Marlow', server.setupCode);
  await keep(page, 'E-mail', 'ines@marlow.example');

  // There is nothing to save yet.
  await page.getByRole('link', { name: 'Activity', exact: true }).first().click();
  await expect(page.getByText('Nothing was read yet')).toBeVisible();
  await expect(page.getByText('Log unbroken.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save as a table' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save with its proof' })).toHaveCount(0);

  const token = await share(page, {
    company: 'Harbour Light',
    address: 'harbour.example',
    purpose: /^Do the work/,
    fields: ['E-mail'],
    until: '90 days',
  });
  for (let time = 0; time < 2; time += 1) {
    const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  }
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).first().click();
  await expect(page.locator('.entry')).toHaveCount(2);
  await expect(page.getByText('Log unbroken.')).toBeVisible();

  const table = await taken(page, 'Save as a table');
  await expect(page.getByText('Saved as my-data-log.csv')).toBeVisible();
  expect(table.name).toBe('my-data-log.csv');
  const [first, head, ...rows] = table.text.trimEnd().split('\r\n');
  expect([first, head]).toEqual(['sep=,', 'time,company,what_for,asked,given,outcome,times']);
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,Harbour Light,.*,email,released,1$/);

  const proof = await taken(page, 'Save with its proof');
  await expect(page.getByText('Saved as my-data-log.json')).toBeVisible();
  expect(proof.name).toBe('my-data-log.json');
  for (const { text } of [table, proof]) expect(text).not.toContain('ines@marlow.example');
  const file = JSON.parse(proof.text);
  expect(file.typ).toBe('mydata-log/v1');
  expect(Object.values(file.names)).toEqual(['Harbour Light']);

  // By hand, as docs/cryptography.md says: the chain, the signature over its head, and whose it is.
  expect(file.entries).toHaveLength(2);
  const end = file.entries.reduce((before: Buffer, entry: string) => sha256(before, entry), Buffer.alloc(32));
  const log = { count: 2, head: end.toString('hex') };
  expect(file.log).toEqual(log);
  const [header, content, signature] = file.manifest.split('.');
  const { x } = file.signing_key;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(verify(null, Buffer.from(`${header}.${content}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString()).typ).toBe('mydata-manifest+jwt');
  const signed = JSON.parse(Buffer.from(content, 'base64url').toString());
  expect(signed.person).toBe(file.person);
  expect(signed.log).toEqual(log);
  const thumbprint = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).toString('hex');
  await expect(page.getByText(thumbprint, { exact: true })).toBeVisible();
});
