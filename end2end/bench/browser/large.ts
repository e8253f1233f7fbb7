// Large vaults to measure with.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Page, expect } from '@playwright/test';

import { Server } from '../../tests/server';

const seed = process.env.MYDATA_SEED ?? join(import.meta.dirname, '../../../target/debug/examples/seed');

/** A server on a folder with one vault in it, and the kit that opens the vault. */
export async function vault(items: number, grants: number): Promise<{ server: Server; kit: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'mydata-bench-'));
  const printed = execFileSync(seed, [folder, String(items), String(grants)], { encoding: 'utf8' });
  return { server: await Server.on(folder), kit: printed.trim().split('\n').at(-1) ?? '' };
}

export async function enterKit(page: Page, url: string, kit: string): Promise<void> {
  await page.goto(`${url}/open/kit`);
  await expect(page.locator('html[data-ready]')).toBeAttached();
  await page.getByLabel('Recovery code').fill(kit);
}

export async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /Ada|Settings/ }).first().click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Make the passkey' }).click();
  await expect(page.getByText(`“${name}” opens your vault now`)).toBeVisible();
}
