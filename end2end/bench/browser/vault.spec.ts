// What a large vault costs the browser's main thread: opening 200 items, and new keys for 1,000 items and 50 grants.
import { type Locator, expect, test } from '@playwright/test';

import { Device } from '../../tests/device';
import { addPasskey, enterKit, vault } from './large';

interface Cost {
  /** Milliseconds in which the main thread was busy. */
  busy: number;
  /** The longest stretch of them that nothing else could come in between. */
  longest: number;
  /** From the click to what was waited for. */
  wall: number;
}

/** What the main thread does from a click on `button` until `shown` is there. The page itself waits: being asked costs it time too. */
async function cost(device: Device, button: Locator, shown: string): Promise<Cost> {
  const { page, cdp } = device;
  await cdp.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  const [before, start] = [await busy(), Date.now()];
  await button.evaluate(
    (button: HTMLElement, shown) =>
      new Promise<void>((done) => {
        const look = () => {
          if (!document.querySelector(shown)) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(done));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true });
        button.click();
      }),
    shown,
  );
  const [after, end] = [await busy(), Date.now()];
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  return { busy: after - before, longest: Math.max(0, ...tasks), wall: end - start };
}

function report(what: string, costs: Cost[]): void {
  const median = (pick: (cost: Cost) => number) => costs.map(pick).sort((a, b) => a - b)[costs.length >> 1];
  const [busy, longest, wall] = [median((c) => c.busy), median((c) => c.longest), median((c) => c.wall)];
  console.log(
    `${what}: main thread ${busy.toFixed(0)} ms, longest task ${longest ? `${longest.toFixed(0)} ms` : 'under 50 ms'}, ` +
      `${wall.toFixed(0)} ms in all (medians of ${costs.length})`,
  );
}

test('opening 200 items', async ({ browser }) => {
  const { server, kit } = await vault(200, 5);
  const costs = [];
  let last: Device | undefined;
  for (let round = 0; round < 5; round++) {
    const device = await Device.in(await browser.newContext());
    await enterKit(device.page, server.url, kit);
    // The person has read the page and typed the code: what the browser does after loading is done.
    await device.page.waitForLoadState('networkidle');
    costs.push(await cost(device, device.page.getByRole('button', { name: 'Open my vault' }), 'main .ledger'));
    if (round < 4) await device.context.close();
    else last = device;
  }
  report('200 items, from the click to the home page', costs);

  // The page that shows them all, by a passkey.
  const { page } = last!;
  await addPasskey(page, 'This one');
  const shown = [];
  for (let round = 0; round < 5; round++) {
    await page.goto(`${server.url}/profile`);
    await last!.ready();
    await page.waitForLoadState('networkidle');
    shown.push(await cost(last!, page.getByRole('button', { name: 'Open with your passkey' }), '.field-row'));
  }
  report('200 items, from the click to the profile', shown);
  await server.end();
});

test('new keys for 1,000 items and 50 grants', async ({ browser }) => {
  const { server, kit } = await vault(1000, 50);
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  await enterKit(page, server.url, kit);
  await page.getByRole('button', { name: 'Open my vault' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await addPasskey(page, 'This one');
  await page.getByRole('button', { name: 'Remove Passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove “Passkey”?' });
  const spent = await cost(device, dialog.getByRole('button', { name: 'Remove', exact: true }), '#ways-notice .banner');
  await expect(page.getByText('“Passkey” does not open your vault any more')).toBeVisible();
  report('new keys for 1,000 items and 50 grants', [spent]);
  await server.end();
});
