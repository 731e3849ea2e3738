import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { locateNatsServer } from '@sremesh/bootstrap';
import { freePorts } from '../process/free-ports.ts';
import { plainEnvironment, spawnTethered, type Exit, type Tethered } from '../process/tethered.ts';
import { untilReady } from '../process/ready.ts';
import { natsConfig } from './nats-config.ts';

export interface NatsServerOptions {
  /** Where streams live; they survive a restart of the server. Created with the configuration beside it. */
  storeDir: string;
  /** Top-level text of a nats.conf that says who may do what: operator and accounts, or `authorization { … }`. */
  authorization: string;
  logFile: string;
  /** A loopback port; default: a free one. */
  port?: number;
}

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Of the server that runs now, or ran last. */
  readonly pid: number;
  readonly running: boolean;
  /** Starts it again, on the same port and store; resolves when it accepts. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Settles when the present run has ended. */
  exited(): Promise<Exit>;
}

const readyWithinMs = 20_000;

/** Starts a nats-server with JetStream on loopback; resolves when it accepts connections. */
export async function startNatsServer(options: NatsServerOptions): Promise<NatsServer> {
  const program = locateNatsServer();
  const port = options.port ?? (await freePorts(1))[0];
  if (port === undefined) throw new Error('nats-server: no port');
  await mkdir(options.storeDir, { recursive: true, mode: 0o700 });
  await mkdir(dirname(options.logFile), { recursive: true });
  const configFile = join(options.storeDir, 'nats.conf');
  await writeFile(configFile, natsConfig({ ...options, port }), { mode: 0o600 });

  const run = async (): Promise<Tethered> => {
    const server = spawnTethered(program, ['--config', configFile], {
      env: plainEnvironment(),
      output: { file: options.logFile },
    });
    await untilReady(server, {
      what: `nats-server on port ${port}`,
      logFile: options.logFile,
      timeoutMs: readyWithinMs,
      probe: () => answers(port),
    });
    return server;
  };

  let current = await run();
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    get pid() {
      return current.pid;
    },
    get running() {
      return current.running;
    },
    async start() {
      if (!current.running) current = await run();
    },
    async stop() {
      await current.stop();
    },
    async kill() {
      await current.kill();
    },
    exited: () => current.exited,
  };
}

/** A server speaks first, and only after JetStream has recovered its streams. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('data', (data) => done(data.toString('latin1').startsWith('INFO ')));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
    socket.once('close', () => done(false));
  });
