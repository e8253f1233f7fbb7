// Bringing data in from files, and taking it along.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { keep, signUp } from './person';
import { Server } from './server';

const samples = join(import.meta.dirname, '../../owner/tests/samples/import');

let server: Server;
test.beforeEach(async () => {
  server = await Server.start();
});
test.afterEach(async () => {
  await server.end();
});

const row = (page: Page, field: string) =>
  page.locator('.field-row').filter({ has: page.getByText(field, { exact: true }) });

async function bring(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await page.getByRole('link', { name: 'Bring data in from a file' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bring data in' })).toBeVisible();
  await page.getByLabel('Choose a file').setInputFiles(file);
}

const card = (lines: string[]) => ({
  name: 'me.vcf',
  mimeType: 'text/vcard',
  buffer: Buffer.from(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')),
});

/** Saves a file and gives what is in it. */
async function taken(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await download).path());
}

test('an address card is seen line by line before it is kept', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Full name', 'Ines Marlow');
  await keep(page, 'E-mail', 'ines@marlow.example');

  await bring(
    page,
    card([
      'FN:Ines A. Marlow',
      'N:Marlow;Ines;A.;;',
      'EMAIL;TYPE=HOME:ines@marlow.example',
      'EMAIL;TYPE=WORK:ines@tern.example',
      'TEL;TYPE=CELL:+44 20 7946 0123',
      'BDAY:1990-05-02',
      'X-SHOE-SIZE:39',
      'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ==',
    ]),
  );
  await expect(page.getByRole('heading', { name: 'New', exact: true })).toBeVisible();
  // What is new is ticked, what would replace something is not, and what is there already is not asked about.
  await expect(page.getByRole('checkbox', { name: /^E-mail.*ines@tern\.example/ })).toBeChecked();
  const different = page.getByRole('checkbox', { name: /^Full name.*Ines A\. Marlow.*Stands now: Ines Marlow/ });
  await expect(different).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: /ines@marlow\.example/ })).toHaveCount(0);
  await expect(page.getByText('1 value is in your profile already.')).toBeVisible();
  await expect(page.getByText(/line.* cannot be kept/)).toBeVisible();

  await page.getByRole('button', { name: /^Keep \d+ values$/ }).click();
  await expect(page.getByText(/^\d+ values are kept/)).toBeVisible();
  await page.getByRole('link', { name: 'To my profile' }).click();
  await expect(row(page, 'Full name').getByText('Ines Marlow', { exact: true })).toBeVisible();
  await expect(row(page, 'Date of birth').getByText('2 May 1990', { exact: true })).toBeVisible();
  await expect(page.getByText('From the file me.vcf', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('39', { exact: true })).toBeVisible();

  // The same file once more has nothing new.
  await bring(page, card(['FN:Ines Marlow', 'EMAIL;TYPE=WORK:ines@tern.example', 'BDAY:1990-05-02']));
  await expect(page.getByText('There is nothing in this file that your profile does not have already.')).toBeVisible();
});

test('of an address book the person says who they are', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  await bring(page, join(samples, 'apple-several.vcf'));
  await expect(page.getByRole('heading', { name: 'Which of them is you?' })).toBeVisible();
  await page.getByRole('button', { name: /^This is me/ }).first().click();
  await expect(page.getByRole('heading', { name: 'New', exact: true })).toBeVisible();
});

test('a file that is none says what to do', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  for (const [content, words, advice] of [
    ['PK\u0003\u0004 and so on', 'This file is packed', 'Unpack it first'],
    ['', 'There is nothing in this file', 'Export it again'],
    ['{"format":', 'This file is damaged', 'Export it again'],
  ]) {
    await bring(page, { name: 'file.bin', mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByText(advice, { exact: false })).toBeVisible();
  }
});

test('what is taken along, locked, makes the same profile elsewhere', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  const kit = await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Full name', 'Ines Marlow');
  await keep(page, 'E-mail', 'ines@marlow.example');
  await keep(page, 'Notes', '=1+1');
  await page.getByRole('link', { name: /Marlow|Settings/ }).first().click();
  await page.getByRole('link', { name: 'Take my data along' }).first().click();
  const sealed = await taken(page, 'Save everything, locked');
  expect(sealed.toString('latin1')).toContain('age-encryption.org/v1');
  expect(sealed.toString('latin1')).not.toContain('Marlow');
  await expect(page.getByText('Saved as my-data.age')).toBeVisible();
  const whole = JSON.parse((await taken(page, 'Save everything, readable')).toString());
  expect(whole.format).toBe('mydata-export/v1');
  expect(JSON.stringify(whole.items)).toContain('ines@marlow.example');
  expect((await taken(page, 'Save an address card')).toString()).toContain('EMAIL');
  expect((await taken(page, 'Save a table')).toString()).toContain("'=1+1");

  const other = await Device.in(await browser.newContext());
  await other.open(`${server.url}/sign-up`);
  const theirs = await signUp(other.page, 'Elsewhere');
  await bring(other.page, { name: 'my-data.age', mimeType: 'application/octet-stream', buffer: sealed });
  await other.page.getByLabel('Recovery code').fill(theirs.join('-'));
  await other.page.getByRole('button', { name: 'Open the file' }).click();
  await expect(other.page.getByText('This kit does not open the file')).toBeVisible();
  await other.page.getByLabel('Recovery code').fill(kit.join('-'));
  await other.page.getByRole('button', { name: 'Open the file' }).click();
  await other.page.getByRole('button', { name: 'Keep 3 values' }).click();
  await other.page.getByRole('link', { name: 'To my profile' }).click();
  for (const value of ['Ines Marlow', 'ines@marlow.example', '=1+1'])
    await expect(other.page.getByText(value, { exact: true }).first()).toBeVisible();
});
