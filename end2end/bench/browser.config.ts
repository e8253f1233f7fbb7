import { defineConfig } from '@playwright/test';

import tests from '../playwright.config';

// Measurements in the browser, one after the other on an otherwise idle machine.
export default defineConfig({
  ...tests,
  testDir: 'browser',
  fullyParallel: false,
  workers: 1,
  timeout: 600_000,
});
