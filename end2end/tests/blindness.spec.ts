// Promise 1: what a person keeps, the token, the kit and the PRF's outputs are in nothing that the browser sends, in no file
// of the server and in no line of its log.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type Page, expect } from '@playwright/test';

import { Device, test } from './device';
import { keep, share, signUp } from './person';
import { Server } from './server';
import { spellings, traces } from './traces';

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(async () => {
  await server.end();
});

/** Everything that the page sends: addresses, headers and bodies. */
async function listen(device: Device): Promise<Buffer[]> {
  const sent: Buffer[] = [];
  await device.cdp.send('Network.enable', { maxPostDataSize: 10_000_000 });
  device.cdp.on('Network.requestWillBeSent', ({ request }) => {
    sent.push(Buffer.from(`${request.url}\n${JSON.stringify(request.headers)}\n${request.postData ?? ''}`));
  });
  device.cdp.on('Network.requestWillBeSentExtraInfo', ({ headers }) => {
    sent.push(Buffer.from(JSON.stringify(headers)));
  });
  device.cdp.on('Network.webSocketFrameSent', ({ response }) => sent.push(Buffer.from(response.payloadData)));
  return sent;
}

/** Notes what the passkeys' PRF gives out, before the app sees it. */
async function watchPrf(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const outputs: string[] = [];
    Object.assign(window, { prfOutputs: outputs });
    const hex = (buffer: ArrayBuffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, '0')).join('');
    for (const name of ['create', 'get'] as const) {
      const real = navigator.credentials[name].bind(navigator.credentials) as (options: never) => Promise<Credential | null>;
      navigator.credentials[name] = (async (options: never) => {
        const credential = await real(options);
        const results = (credential as PublicKeyCredential | null)?.getClientExtensionResults().prf?.results;
        for (const output of [results?.first, results?.second]) if (output) outputs.push(hex(output as ArrayBuffer));
        return credential;
      }) as never;
    }
  });
}

function stored(): Map<string, Buffer> {
  const files = new Map<string, Buffer>([['the log', Buffer.from(server.log)]]);
  for (const name of readdirSync(server.data, { recursive: true }) as string[]) {
    const path = join(server.data, name);
    if (statSync(path).isFile()) files.set(name, readFileSync(path));
  }
  return files;
}

test('a planted text is found in every spelling', () => {
  const secret = Buffer.from('Zwölf Boxkämpfer jagen Viktor');
  const secrets = new Map([['planted', secret]]);
  for (const [spelling, bytes] of spellings(secret)) {
    const among = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]);
    expect(traces(among, secrets), spelling).not.toEqual([]);
  }
  for (const offset of [0, 1, 2, 3, 4]) {
    const inside = Buffer.concat([Buffer.alloc(offset, 'x'), secret, Buffer.alloc(7, 'y')]).toString('base64url');
    expect(traces(Buffer.from(inside), secrets), `base64url after ${offset} bytes`).not.toEqual([]);
  }
  expect(traces(Buffer.from('nothing of it'), secrets)).toEqual([]);
});

test('nothing readable is sent, stored or logged', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const { page } = device;
  const sent = await listen(device);
  await watchPrf(page);

  await device.open(`${server.url}/setup`);
  const kit = await signUp(page, 'Canary Account Name', server.setupCode);

  const typed: [string, string, string?][] = [
    ['Full name', 'Canary Fullname Quetzal'],
    ['First name', 'Canaryfirst Quokka'],
    ['Family name', 'Canarylast Numbat'],
    ['E-mail', 'canary.email.axolotl@example.org'],
    ['Phone number', '+447700900847', '+44 7700 900 847'],
    ['Notes', 'Canary note: the key is under the pangolin'],
  ];
  for (const [field, value, shown] of typed) await keep(page, field, value, shown);

  const token = await share(page, {
    company: 'Canary Company Tapir Ltd',
    address: 'canary-company-okapi.example',
    purpose: /^Do the work/,
    fields: ['Full name', 'E-mail'],
    until: '30 days',
  });
  await page.getByRole('button', { name: 'Copy', exact: true }).click();

  const answer = await fetch(`${server.url}/api/v1/profile`, { headers: { authorization: `Bearer ${token}` } });
  expect((await answer.json()).claims.name).toBe('Canary Fullname Quetzal');

  const prf = await page.evaluate(() => (window as unknown as { prfOutputs: string[] }).prfOutputs);
  expect(prf.length).toBeGreaterThanOrEqual(2);

  const secrets = new Map<string, Buffer>(typed.map(([field, value]) => [field, Buffer.from(value)]));
  secrets.set('company name', Buffer.from('Canary Company Tapir Ltd'));
  secrets.set('company address', Buffer.from('canary-company-okapi.example'));
  secrets.set('account name', Buffer.from('Canary Account Name'));
  secrets.set('token, A', Buffer.from(token.split('_')[2]));
  secrets.set('token, K', Buffer.from(token.split('_')[4]));
  secrets.set('kit, with dashes', Buffer.from(kit.join('-')));
  secrets.set('kit', Buffer.from(kit.join('')));
  prf.forEach((output, n) => secrets.set(`PRF output ${n}`, Buffer.from(output, 'hex')));

  expect(sent.length).toBeGreaterThan(20);
  expect(sent.flatMap((bytes) => traces(bytes, secrets))).toEqual([]);
  for (const [file, bytes] of stored()) expect(traces(bytes, secrets), file).toEqual([]);
});

test('a page that posted toJSON() would be caught', async ({ browser }) => {
  const device = await Device.in(await browser.newContext());
  const sent = await listen(device);
  await watchPrf(device.page);
  await device.open(server.url);
  await device.page.evaluate(async () => {
    const credential = (await navigator.credentials.create({
      publicKey: {
        challenge: new Uint8Array(32),
        rp: { name: 'control' },
        user: { id: new Uint8Array(16), name: 'control', displayName: 'control' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: { prf: { eval: { first: new Uint8Array(32) } } },
      } as PublicKeyCredentialCreationOptions,
    })) as PublicKeyCredential & { toJSON(): unknown };
    await fetch('/api/me/sign-out', { method: 'POST', body: JSON.stringify(credential.toJSON()) });
  });
  const prf = await device.page.evaluate(() => (window as unknown as { prfOutputs: string[] }).prfOutputs);
  const secrets = new Map(prf.map((output, n) => [`PRF output ${n}`, Buffer.from(output, 'hex')]));
  expect(sent.flatMap((bytes) => traces(bytes, secrets))).not.toEqual([]);
});
