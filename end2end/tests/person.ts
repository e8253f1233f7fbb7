// What a person does, step by step, by the words on the screen.
import { type Page, expect } from '@playwright/test';

/** The Recovery code's groups, as they stand on the sheet. */
export async function groupsOnSheet(page: Page): Promise<string[]> {
  await expect(page.getByRole('heading', { level: 1, name: 'Recovery kit' })).toBeVisible();
  return page.locator('.groups li').allInnerTexts();
}

/** Types the groups back that the page asks for. */
export async function typeGroupsBack(page: Page, groups: string[]): Promise<void> {
  const fields = page.getByLabel(/^Group \d+$/);
  await expect(fields).toHaveCount(2);
  for (const field of await fields.all()) {
    const number = Number((await field.getAttribute('id'))?.replace('group-', ''));
    await field.fill(groups[number - 1]);
  }
}

/** From the first page to the profile, with the kit typed back. Gives the kit's groups. */
export async function signUp(page: Page, name: string, setupCode?: string): Promise<string[]> {
  if (setupCode) await page.getByLabel('Code from the server’s log').fill(setupCode);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Make my passkey' }).click();
  const groups = await groupsOnSheet(page);
  await typeGroupsBack(page, groups);
  await page.getByRole('button', { name: 'Check, and open my vault' }).click();
  await expect(page).toHaveURL(/\/profile$/);
  return groups;
}

/** Fills one plain field of the profile and waits until it is kept, as it is shown then. */
export async function keep(page: Page, field: string, value: string, shown = value): Promise<void> {
  const row = page.locator('.field-row').filter({ has: page.getByText(field, { exact: true }) }).first();
  await row.getByRole('button', { name: new RegExp(`^(Add|Edit) ${field}$`) }).click();
  await page.locator('.field-row.editing').locator('input, textarea').first().fill(value);
  await page.locator('.field-row.editing').getByRole('button', { name: /^Keep/ }).click();
  await expect(page.getByText(/^Saved \d\d:\d\d/)).toBeVisible();
  await expect(page.getByText(shown, { exact: true }).first()).toBeVisible();
}

/** What is to be shared, and until when. */
export interface Share {
  company: string;
  address: string;
  purpose: RegExp;
  fields: string[];
  until: string;
}

/** Shares, and gives the access code that is shown once. */
export async function share(page: Page, wanted: Share): Promise<string> {
  await page.getByRole('link', { name: 'Sharing', exact: true }).first().click();
  await page.getByRole('link', { name: 'Share with a company' }).first().click();
  await page.getByLabel('Name of the company').fill(wanted.company);
  await page.getByLabel('Web address').fill(wanted.address);
  await page.getByRole('radio', { name: wanted.purpose }).check();
  for (const field of wanted.fields) {
    const name = new RegExp(`^${field}`);
    await page.getByRole('checkbox', { name }).first().check();
  }
  await page.getByRole('radio', { name: wanted.until }).check();
  await page.getByRole('button', { name: 'Start sharing' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^You now share/ })).toBeVisible();
  return page.locator('.reveal output').first().innerText();
}

/** What goes into the boxes of a value: text, a choice from a list, or several ticks. */
export type Boxes = Record<string, string | string[]>;

/** Adds a value of a kind that the profile does not ask for by itself. */
export async function add(page: Page, field: string, boxes: Boxes): Promise<void> {
  await page.getByRole('button', { name: `Add ${field}`, exact: true }).click();
  const row = page.locator('.field-row.editing');
  for (const [label, value] of Object.entries(boxes)) {
    if (Array.isArray(value)) {
      for (const one of value) await row.getByRole('group', { name: label }).getByLabel(one).check();
      continue;
    }
    const box = row.getByLabel(label, { exact: true });
    if ((await box.evaluate((control) => control.tagName)) === 'SELECT') await box.selectOption({ label: value });
    else await box.fill(value);
  }
  await row.getByRole('button', { name: /^Keep/ }).click();
  await expect(row).toHaveCount(0);
}

/** Keeps the code that is shown once, and goes on. */
export async function handOver(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await expect(page.getByText('Saved: access-code.txt')).toBeVisible();
  await page.getByRole('link', { name: 'Done' }).click();
}
