// What a person typed is not lost: not when the connection breaks, not when the page is reloaded, not when they think otherwise.
import { type Page, expect } from '@playwright/test';

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

async function filled(device: Device): Promise<void> {
  await device.open(`${server.url}/setup`);
  await signUp(device.page, 'Ines', server.setupCode);
  await keep(device.page, 'Full name', 'Ines Marlow');
}

/** Everything that the browser keeps, as one text: as it stands there, and what is in it where it is base64. */
async function stored(page: Page): Promise<string> {
  const entries = await page.evaluate(() => Object.entries(localStorage));
  const inside = entries.map(([, text]) => Buffer.from(text, 'base64url').toString('latin1'));
  return JSON.stringify(entries) + inside.join();
}

async function reopen(device: Device): Promise<void> {
  await device.page.reload();
  await device.ready();
  await device.page.getByRole('button', { name: 'Open with your passkey' }).click();
  await expect(device.page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
}

const row = (page: Page, field: string) =>
  page.locator('.field-row').filter({ has: page.getByText(field, { exact: true }) });

for (const how of ['a reload', 'a lock'])
test(`an edit made without a connection is saved after ${how}`, async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await filled(device);
  await page.route('**/api/me/vault', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').first().fill('Ines Quokka Marlow');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.getByText(/^Not saved/)).toBeVisible();
  expect(await stored(page)).toContain('mydata.waiting.');
  expect(await stored(page)).toContain('age-encryption.org/v1');
  expect(await stored(page)).not.toContain('Quokka');

  await page.unroute('**/api/me/vault');
  if (how === 'a reload') await reopen(device);
  else {
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await page.getByRole('button', { name: 'Open with your passkey' }).click();
  }
  await expect(row(page, 'Full name').getByText('Ines Quokka Marlow')).toBeVisible();
  await expect.poll(() => stored(page)).not.toContain('mydata.waiting.');

  await device.context.close();
});

test('what is half typed is kept on the device and reaches nobody', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await filled(device);
  const token = await share(page, {
    company: 'Tern & Thistle',
    address: 'tern.example',
    purpose: /^Send my parcels/,
    fields: ['Full name'],
    until: '30 days',
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await handOver(page);
  await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').first().press('End');
  await page.locator('.field-row.editing input').first().pressSequentially(' the Numb');
  await expect.poll(() => stored(page)).toContain('mydata.unfinished.');
  expect(await stored(page)).not.toContain('Numb');

  await reopen(device);
  await expect(page.getByText('You had not finished this.', { exact: false })).toBeVisible();
  await expect(page.locator('.field-row.editing input').first()).toHaveValue('Ines Marlow the Numb');
  const pull = async () => {
    const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()).claims.name;
  };
  expect(await pull()).toBe('Ines Marlow');
  await page.locator('.field-row.editing input').first().fill('Ines Marlow the Numbat');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(row(page, 'Full name').getByText('Ines Marlow the Numbat')).toBeVisible();
  expect(await pull()).toBe('Ines Marlow the Numbat');
  expect(await stored(page)).not.toContain('mydata.unfinished.');
  await device.context.close();
});

test('an edit that the server refuses for good does not hold up the others', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await filled(device);
  await page.route('**/api/me/vault', (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    return route.fulfill({
      status: 413,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: 'Too large', status: 413, code: 'too_large' }),
    });
  });
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.locator('.field-row.editing input').first().fill('Ines Too Long Marlow');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.getByText(/^Not saved/)).toBeVisible();
  await expect.poll(() => stored(page)).not.toContain('mydata.waiting.');
  await page.unroute('**/api/me/vault');

  await page.locator('.field-row.editing').getByRole('button', { name: /^Put back/ }).click();
  await keep(page, 'E-mail', 'ines@marlow.example');
  await reopen(device);
  await expect(row(page, 'E-mail').getByText('ines@marlow.example', { exact: true })).toBeVisible();
  await expect(row(page, 'Full name').getByText('Ines Marlow', { exact: true })).toBeVisible();
  await device.context.close();
});

test('an earlier value comes back with one click', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await filled(device);
  await keep(page, 'Full name', 'Ines A. Marlow');
  await page.getByRole('button', { name: 'Edit Full name' }).click();
  await page.getByText('Earlier values').click();
  await page.getByRole('button', { name: /^Put this back/ }).first().click();
  await expect(row(page, 'Full name').getByText('Ines Marlow', { exact: true })).toBeVisible();
  await device.context.close();
});

test('a change can be taken back for ten seconds', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await page.clock.install();
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  const news = page.locator('.toast');
  await keep(page, 'Full name', 'Ines Marlow');
  await expect(news).toContainText('Full name: kept.');
  await keep(page, 'Full name', 'Ines Marlowe');
  await expect(news).toContainText('Full name: changed.');
  await news.getByRole('button', { name: 'Undo' }).click();
  await expect(news).toHaveCount(0);
  await expect(page.getByText('Ines Marlow', { exact: true }).first()).toBeVisible();

  await keep(page, 'E-mail', 'ines@marlow.example');
  await page.clock.fastForward(9_000);
  await news.getByRole('button', { name: 'Undo' }).hover();
  await page.clock.fastForward(9_000);
  await expect(news).toContainText('E-mail: kept.');
  await page.mouse.move(0, 0);
  await page.clock.fastForward(10_000);
  await expect(news).toHaveCount(0);
});

test('who does not want to store something is not asked again', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await filled(device);
  await expect(page.locator('section').filter({ hasText: 'Birth and age' }).getByText('0 of 2 filled')).toBeVisible();
  await page.getByRole('button', { name: 'Add Date of birth' }).click();
  await page.getByRole('button', { name: 'I don’t want to store this' }).click();
  await expect(row(page, 'Date of birth').getByText('You don’t want to store this')).toBeVisible();
  await expect(page.locator('section').filter({ hasText: 'Birth and age' }).getByText('1 of 2 filled')).toBeVisible();
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();
  await reopen(device);
  await expect(row(page, 'Date of birth').getByText('You don’t want to store this')).toBeVisible();

  await page.getByRole('button', { name: 'Change Date of birth' }).click();
  await page.getByRole('button', { name: 'Ask me again' }).click();
  await expect(row(page, 'Date of birth').getByText('Not filled yet')).toBeVisible();
  await page.getByRole('button', { name: 'Add Date of birth' }).click();
  await page.getByRole('button', { name: 'I don’t want to store this' }).click();
  await page.getByRole('button', { name: 'Change Date of birth' }).click();
  await page.locator('.field-row.editing input').first().fill('2 May 1990');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(row(page, 'Date of birth').getByText('2 May 1990', { exact: true })).toBeVisible();
  await device.context.close();
});
