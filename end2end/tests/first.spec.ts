// The first minutes of somebody who fills in a form on a phone: nothing is asked twice, and nothing moves under the finger.
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

test('nothing is asked twice, and nothing moves under the finger', async ({ browser }) => {
  const device = await Device.in(await browser.newContext({ viewport: { width: 390, height: 780 }, hasTouch: true }));
  const { page } = device;
  await device.open(`${server.url}/setup`);
  await signUp(page, 'Rosa Ferreira', server.setupCode);
  const row = (field: string) => page.locator('.field-row').filter({ has: page.getByText(field, { exact: true }) });
  const editing = page.locator('.field-row.editing');
  await expect(page.getByText('Your vault is ready.', { exact: false })).toBeVisible();

  // The name was given at sign-up, and an empty row is one large button.
  await row('Full name').getByText('Not filled yet').tap({ force: true });
  await expect(editing.getByRole('textbox').first()).toHaveValue('Rosa Ferreira');
  await page.keyboard.press('Enter');
  await expect(row('Full name').getByText('Rosa Ferreira', { exact: true })).toBeVisible();
  await expect(page.getByText('Your vault is ready.', { exact: false })).toHaveCount(0);

  // The number as it is dialled at home, and with the 0 behind the country's code.
  await keep(page, 'Phone number', '07700 900123', '+44 7700 900 123');
  await keep(page, 'Phone number', '+44 07700 900124', '+44 7700 900 124');

  await page.getByRole('button', { name: 'Add Address', exact: true }).tap();
  await expect(editing.getByLabel('Country')).toHaveValue('GB');
  await expect(editing.getByLabel(/^Street/)).toBeFocused();
  const boxes = editing.locator('label');
  await expect(boxes).toHaveText(['Country', 'Street and number', 'Town or city', 'County', 'Postcode']);
  await editing.getByLabel('Country').selectOption('DE');
  await expect(boxes).toHaveText(['Country', 'Street and number', 'Postcode', 'Town or city', 'Region or state']);
  await editing.getByLabel('Country').selectOption('US');
  await expect(boxes).toHaveText(['Country', 'Street and number', 'Town or city', 'State', 'ZIP code']);
  await editing.getByLabel('Country').selectOption('GB');
  // Nothing was typed yet: leaving keeps nothing.
  await page.getByRole('button', { name: 'Edit Full name' }).focus();
  await expect(row('Address').getByText('Typed', { exact: false })).toHaveCount(0);
  await editing.getByLabel(/^Street/).fill('14 Orchard Close');
  await editing.getByLabel(/^Town/).fill('Canterbury');
  await editing.getByLabel(/^Postcode/).fill('ct1 2ab');
  await editing.getByRole('button', { name: /^Keep/ }).tap();
  await expect(page.getByText('CT1 2AB', { exact: false }).first()).toBeVisible();

  await page.getByRole('link', { name: 'Sharing', exact: true }).first().tap();
  await page.getByRole('link', { name: 'Share with a company' }).first().tap();
  await page.getByRole('radio', { name: /^Do the work/ }).check();
  for (const control of [page.getByRole('radio', { name: /^Do the work/ }), page.getByRole('checkbox', { name: /^Phone number/ })]) {
    // Close under the upper edge, where a browser would pull a label to the middle.
    const place = await control.evaluate((element) => {
      const around = element.closest('.tile, .pick') as HTMLElement;
      window.scrollTo({ top: around.getBoundingClientRect().top + window.scrollY - 4, behavior: 'instant' });
      return around.getBoundingClientRect().toJSON() as { x: number; y: number; width: number; height: number };
    });
    const before = await page.evaluate(() => window.scrollY);
    await page.touchscreen.tap(place.x + place.width / 2, place.y + place.height / 2);
    await expect(control).toBeChecked();
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
  }
});
