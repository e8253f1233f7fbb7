// A person's device: a browser with a passkey that has a PRF.
import { test as base, type BrowserContext, type CDPSession, type Page, expect } from '@playwright/test';

/** What went wrong in a page of any device and was caught by nobody. */
const faults: string[] = [];

/** A test at whose end no page may have gone wrong unseen. */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({}, use) => {
      await use();
      expect(faults.splice(0)).toEqual([]);
    },
    { auto: true },
  ],
});

export class Device {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly cdp: CDPSession,
    readonly authenticator: string,
  ) {}

  static async in(context: BrowserContext, options: { prf?: boolean } = {}): Promise<Device> {
    context.on('weberror', (fault) => faults.push(String(fault.error())));
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        hasPrf: options.prf ?? true,
      },
    });
    return new Device(context, page, cdp, authenticatorId);
  }

  /** Opens an address and waits until the browser has taken the page over. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  /** The page works: the wasm has started. */
  async ready(): Promise<void> {
    await expect(this.page.locator('html[data-ready]')).toBeAttached();
  }
}
