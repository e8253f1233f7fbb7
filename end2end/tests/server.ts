// The real server, as it is shipped, on a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary =
  process.env.MYDATA_BINARY ?? join(dirname(fileURLToPath(import.meta.url)), '../../target/release/mydata');

export class Server {
  private process?: ChildProcess;
  /** Everything that it wrote to its log. */
  log = '';

  private constructor(
    readonly port: number,
    readonly data: string,
  ) {}

  static async start(): Promise<Server> {
    return Server.on(mkdtempSync(join(tmpdir(), 'mydata-')));
  }

  /** A server on a data folder that is there already. */
  static async on(data: string): Promise<Server> {
    const server = new Server(await freePort(), data);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** The one-time code that claims a new server. */
  get setupCode(): string {
    const code = /setup_code="([A-Z0-9-]+)"/.exec(this.log)?.[1];
    if (!code) throw new Error(`no setup code in the log:\n${this.log}`);
    return code;
  }

  async run(): Promise<void> {
    const child = spawn(
      binary,
      ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data, '--public-url', this.url],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
    );
    this.process = child;
    child.stdout?.on('data', (text) => (this.log += text));
    child.stderr?.on('data', (text) => (this.log += text));
    const ended = new Promise<never>((_, fail) => {
      child.once('exit', (code) => fail(new Error(`the server ended with ${code}:\n${this.log}`)));
      child.once('error', fail);
    });
    ended.catch(() => undefined);
    await Promise.race([this.answers(), ended]);
  }

  /** Resident memory in megabytes. */
  resident(): number {
    const status = readFileSync(`/proc/${this.process?.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }

  /** Stops the server and removes its data. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  private async answers(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((soon) => setImmediate(soon));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}
