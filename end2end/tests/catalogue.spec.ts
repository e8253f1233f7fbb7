// The kinds of data beyond a line of text: values of several parts, lists, answers, what is computed, what the law protects.
import { type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { add, handOver, keep, signUp } from './person';
import { Server } from './server';

let server: Server;
test.beforeEach(async () => {
  server = await Server.start();
});
test.afterEach(async () => {
  await server.end();
});

const shown = (page: Page, field: string) =>
  page.locator('.field-row').filter({ has: page.getByText(field, { exact: true }) }).locator('.val');

test('every kind of value is kept, shown, shared and pulled', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Ines', server.setupCode);
  await keep(page, 'Date of birth', '2 May 1990');
  await add(page, 'Thing you own', {
    Brand: 'Bosch',
    Model: 'WAU28T64',
    'Number under the bar code': '4 006381 333931',
    'Yours since': '1 2 2025',
    'Warranty until': '1 2 2030',
  });
  await expect(shown(page, 'Thing you own')).toHaveText(
    'Bosch, WAU28T64\nNumber under the bar code: 4006381333931\nYours since: 1 February 2025\nWarranty until: 1 February 2030',
    { useInnerText: true },
  );
  await add(page, 'Nationalities', { Nationalities: 'spain, United Kingdom' });
  await expect(shown(page, 'Nationalities')).toHaveText('Spain\nUnited Kingdom', { useInnerText: true });
  await add(page, 'Good time to reach you', { How: 'By phone call', 'On which days': 'On weekdays', From: '9', Until: '5 pm' });
  await expect(shown(page, 'Good time to reach you')).toHaveText(
    'By phone call, On weekdays\nFrom: 09:00\nUntil: 17:00',
    { useInnerText: true },
  );
  await add(page, 'Ways not to reach you', { 'Ways not to reach you': ['By text message', 'In their app'] });
  await add(page, 'Do not sell or share my data', { 'Do not sell or share my data': 'Yes' });
  await add(page, 'Purchase', {
    'What you bought': 'Kettle',
    'Bought from': 'Tern & Thistle',
    'Bought on': '1 May 2026',
    Price: '39,5',
    Currency: 'Euro',
  });
  await add(page, 'Allergies', { Allergies: 'Hazelnuts' });

  await page.getByRole('link', { name: 'Sharing', exact: true }).first().click();
  await page.getByRole('link', { name: 'Share with a company' }).first().click();
  await page.getByLabel('Name of the company').fill('Swift Movers');
  await page.getByLabel('Web address').fill('swiftmovers.example');
  await page.getByRole('radio', { name: /^Do the work/ }).check();
  await page.getByRole('radio', { name: '30 days' }).check();
  for (const field of ['18 or older', 'Thing you own', 'Ways not to reach you', 'Do not sell', 'Purchase', 'Allergies']) {
    await page.getByRole('checkbox', { name: new RegExp(`^${field}`) }).check();
  }
  const start = page.getByRole('button', { name: 'Start sharing' });
  await start.click();
  await expect(page.getByText('Tick this if you agree, or take the sensitive fields out.')).toBeVisible();
  await page.getByLabel('I agree that Swift Movers uses my allergies to do the work you asked for.').check();
  // The agreement was to this reason.
  await page.getByRole('radio', { name: /^Send my parcels/ }).check();
  await expect(page.getByLabel('I agree that Swift Movers uses my allergies to send your parcels.')).not.toBeChecked();
  await page.getByRole('radio', { name: /^Do the work/ }).check();
  await page.getByLabel('I agree that Swift Movers uses my allergies to do the work you asked for.').check();
  await start.click();
  await expect(page.getByRole('heading', { level: 1, name: /^You now share/ })).toBeVisible();
  const token = await page.locator('.reveal output').first().innerText();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();

  const claims = async (query: string) => {
    const answer = await fetch(`${server.url}/api/v1/profile${query}`, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()).claims;
  };
  expect(await claims('')).toEqual({
    age_over_18: true,
    owned_products: [
      { brand: 'Bosch', model: 'WAU28T64', gtin: '4006381333931', owned_from: '2025-02-01', warranty_until: '2030-02-01' },
    ],
    do_not_contact: ['sms', 'app'],
    'privacy_preferences.gpc': true,
    purchases: [{ item: 'Kettle', seller: 'Tern & Thistle', order_date: '2026-05-01', price: '39.50', currency: 'EUR' }],
  });
  expect(await claims('?special=true')).toEqual({ 'health.allergies': 'Hazelnuts' });

  await handOver(page);
  await page.getByRole('link', { name: /Swift Movers/ }).first().click();
  await expect(page.getByText('Bosch, WAU28T64')).toBeVisible();
  await expect(page.getByText('2 May 1990')).toHaveCount(0);
});
