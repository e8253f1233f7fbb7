// Every screen, at two widths and in both themes: nothing serious for axe, nothing that scrolls sideways, no other host, no
// fault in the console. With SHOTS=folder the pictures are kept.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { add, groupsOnSheet, handOver, keep, share, typeGroupsBack } from './person';
import { Server } from './server';

const samples = join(import.meta.dirname, '../../owner/tests/samples/import');
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(async () => {
  await server.end();
});

const LOOKS = [
  { width: 1280, theme: 'light' },
  { width: 1280, theme: 'dark' },
  { width: 360, theme: 'light' },
  { width: 360, theme: 'dark' },
] as const;

/** Looks at the page as it stands, in each of the four ways. */
async function look(page: Page, name: string): Promise<void> {
  for (const { width, theme } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const where = `${name}, ${width} px, ${theme}`;
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), where).toEqual([]);
    expect(await sideways(page), where).toBeLessThanOrEqual(0);
    if (shots) {
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: join(shots, `${name}-${theme}-${width}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await sideways(page), `${name}, 320 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** By how many pixels the page is wider than the window. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test('every screen', async ({ browser }) => {
  test.setTimeout(300_000);
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|panicked/.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && url.origin !== server.url) faults.push(request.url());
  });

  await device.open(server.url);
  await look(page, 'welcome-unclaimed');
  await device.open(`${server.url}/setup`);
  await look(page, 'setup');
  await page.getByLabel('Code from the server’s log').fill(server.setupCode);
  await page.getByLabel('Your name').fill('Ines Marlow');
  await page.getByRole('button', { name: 'Make my passkey' }).click();
  const groups = await groupsOnSheet(page);
  await look(page, 'kit');
  await typeGroupsBack(page, groups);
  await page.getByRole('button', { name: 'Check, and open my vault' }).click();
  await expect(page).toHaveURL(/\/profile$/);
  await look(page, 'profile-empty');
  const go = async (name: string) => {
    await page.getByRole('link', { name, exact: true }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  };
  await go('Sharing');
  await look(page, 'sharing-empty');
  await go('Activity');
  await look(page, 'activity-empty');
  await go('Home');
  await look(page, 'home-empty');

  await go('Profile');
  for (const [field, value] of [
    ['Full name', 'María Inés Etxeberria-Goikoetxea Marlow'],
    ['First name', 'Ines'],
    ['Family name', 'Marlow'],
    ['E-mail', 'ines@marlow.example'],
    ['Phone number', '+44 7700 900 142'],
    ['Notes', 'After six in the evening is best.'],
  ]) {
    await keep(page, field, value);
  }
  await add(page, 'Thing you own', {
    Brand: 'Gebrüder Wohnungsgenossenschaft-Haushaltsgeräte',
    Model: 'WAU28T64',
    'Yours since': '1 2 2025',
    'Warranty until': '1 2 2030',
  });
  await add(page, 'Allergies', { Allergies: 'Hazelnuts' });
  await page.getByRole('button', { name: 'Add Date of birth' }).click();
  await page.getByRole('button', { name: 'I don’t want to store this' }).click();
  await expect(page.getByText('You don’t want to store this')).toBeVisible();
  // Without the way back, which is there for a moment only.
  await go('Home');
  await go('Profile');
  await look(page, 'profile');
  await page.getByRole('button', { name: 'Add Good time to reach you' }).click();
  await page.getByRole('button', { name: 'Add Ways not to reach you' }).click();
  await look(page, 'profile-parts');
  for (const row of await page.locator('.field-row.editing').all()) {
    await row.getByRole('button', { name: /^Cancel/ }).click();
  }
  await page.getByRole('button', { name: 'Edit Phone number' }).click();
  await page.locator('.field-row.editing input').first().fill('+44 77');
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.locator('.field-row.editing .error')).toBeVisible();
  await look(page, 'profile-wrong');
  await page.keyboard.press('Escape');

  await go('Sharing');
  await page.getByRole('link', { name: 'Share with a company' }).first().click();
  await look(page, 'share');
  await page.getByRole('button', { name: 'Start sharing' }).click();
  await page.getByRole('radio', { name: /^Do the work/ }).check();
  await page.getByRole('checkbox', { name: /^Allergies/ }).check();
  await look(page, 'share-wrong');
  const tokens: string[] = [];
  for (const [company, address, purpose, until] of [
    ['Wohnungsgenossenschaft Lindenhof-Süd eG', 'lindenhof-sued.example', /^Do the work/, '90 days'],
    ['Tern & Thistle Books', 'ternandthistle.example', /^Send my parcels/, '1 year'],
    ['Harbour Light Energy', 'harbourlight.example', /^Send bills/, '1 day'],
  ] as const) {
    tokens.push(await share(page, { company, address, purpose, fields: ['Full name', 'E-mail'], until }));
    if (tokens.length === 1) await look(page, 'access-code');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await handOver(page);
  }
  for (const token of [tokens[0], tokens[1], tokens[1]]) {
    const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  }
  await go('Activity');
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.locator('.entry').first()).toBeVisible();
  await page.locator('.entry').first().click();
  await look(page, 'activity');
  await go('Sharing');
  await expect(page.locator('article')).toHaveCount(3);
  await look(page, 'sharing');
  await page.getByRole('button', { name: /^Pause with Tern/ }).click();
  await look(page, 'pause');
  await page.locator('#pause-dialog').getByRole('radio', { name: '7 days' }).check();
  await page.locator('#pause-dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.locator('article .status').getByText('Paused', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Stop sharing with Wohnung/ }).click();
  await look(page, 'stop');
  await page.locator('#stop-dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.locator('article')).toHaveCount(2);
  await look(page, 'sharing-after');
  await page.getByRole('link', { name: /^Ended/ }).click();
  await look(page, 'sharing-ended');
  await go('Home');
  await look(page, 'home');
  await page.locator('.arcade a').first().click();
  await expect(page.getByRole('heading', { name: 'What they may read' })).toBeVisible();
  await look(page, 'company');
  await page.getByRole('link', { name: /Marlow|Settings/ }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await look(page, 'settings');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await look(page, 'settings-add');
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('button', { name: 'I lost a device' }).click();
  await look(page, 'settings-lost');
  await page.getByRole('button', { name: 'Keep everything' }).click();
  await page.getByRole('button', { name: 'Delete my vault' }).first().click();
  await look(page, 'settings-delete');
  await page.getByRole('button', { name: 'Keep my vault' }).click();
  await page.getByRole('link', { name: 'Take my data along' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Take my data along' })).toBeVisible();
  await look(page, 'export');
  await page.getByRole('link', { name: 'Profile', exact: true }).first().click();
  await page.getByRole('link', { name: 'Bring data in from a file' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bring data in' })).toBeVisible();
  await look(page, 'import');
  await page.getByLabel('Choose a file').setInputFiles(join(samples, 'apple-several.vcf'));
  await expect(page.getByRole('heading', { name: 'Which of them is you?' })).toBeVisible();
  await look(page, 'import-which');
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await page.getByLabel('Choose a file').setInputFiles(join(samples, 'google-contacts.vcf'));
  await expect(page.getByRole('button', { name: /^Keep \d+ value/ })).toBeVisible();
  await look(page, 'import-review');
  await page.getByRole('link', { name: /Marlow|Settings/ }).first().click();
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Your vault is locked' })).toBeVisible();
  await look(page, 'locked');

  await device.open(server.url);
  await look(page, 'welcome');
  await device.open(`${server.url}/open/kit`);
  await page.getByLabel('Recovery code').fill('7K4M');
  await page.getByRole('button', { name: 'Open my vault' }).click();
  await look(page, 'open-with-kit');
  await device.open(`${server.url}/nowhere`);
  await look(page, 'not-found');
  await page.goto(`${server.url}/api`);
  await look(page, 'api');
  expect(faults).toEqual([]);
});

test('a passkey without secrets gets one clear page', async ({ browser }) => {
  const own = await Server.start();
  const device = await Device.in(await browser.newContext(), { prf: false });
  await device.open(`${own.url}/setup`);
  await device.page.getByLabel('Code from the server’s log').fill(own.setupCode);
  await device.page.getByRole('button', { name: 'Make my passkey' }).click();
  await expect(device.page.getByRole('heading', { level: 1, name: 'This passkey cannot lock a vault' })).toBeVisible();
  await look(device.page, 'no-secret');
  await own.end();
});
