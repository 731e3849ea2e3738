/**
 * A broker beside the three nodes, for a while: with disks of its own that may fail or fill.
 *
 * It is no controller. When it is removed it is unregistered too, so that nobody misses it.
 */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unregisterBrokerV0 } from '@platformatic/kafka';
import type { KafkaTools } from '@sremesh/bootstrap';
import { freePorts } from '../process/free-ports.ts';
import { waitUntil } from '../process/wait-until.ts';
import { extraBrokerConfig, type BrokerPorts, type ClusterLayout } from './broker-config.ts';
import { createBrokerProcess, type BrokerProcess } from './broker-process.ts';
import { smallDisk } from './small-disk.ts';
import { withRaw, type RawTarget } from './raw.ts';
import { readState } from './state.ts';
import { identify } from './storage.ts';

export interface ExtraBrokerOptions {
  /** Log directories; default 1. */
  logDirs?: number;
  /** Bytes of the disk that the (only) log directory is; default: no disk of its own. Linux only. */
  diskBytes?: number;
}

export interface ExtraBroker extends BrokerProcess {
  readonly id: number;
  readonly ports: BrokerPorts;
  /** With a disk of its own, of the broker's eyes only: others see an empty directory. */
  readonly logDirs: readonly string[];
  /** Ends and unregisters it, and deletes what it kept. Its topics have to be deleted before. Safe to call twice. */
  remove(): Promise<void>;
}

/** What it joins. */
export interface ExtraBrokerContext {
  tools: KafkaTools;
  dir: string;
  layout: ClusterLayout;
  logConfigFile: string;
}

const id = 4;

/** Starts the broker; resolves when it is up. */
export async function startExtraBroker(
  kafka: RawTarget,
  { tools, dir, layout, logConfigFile }: ExtraBrokerContext,
  { logDirs: count = 1, diskBytes }: ExtraBrokerOptions,
): Promise<ExtraBroker> {
  const prefix = diskBytes === undefined ? [] : await smallDisk(join(dir, `node-${id}`, 'data-1'), diskBytes);
  const home = join(dir, `node-${id}`);
  const metadataDir = join(home, 'metadata');
  const logDirs = Array.from({ length: count }, (_, index) => join(home, `data-${index + 1}`));
  const [client = 0, internal = 0] = await freePorts(2);
  const ports = { client, internal };
  const configFile = join(home, 'server.properties');

  await rm(home, { recursive: true, force: true });
  await mkdir(home, { mode: 0o700 });
  const config = extraBrokerConfig({ id, ports, logDirs, metadataDir }, layout);
  await writeFile(configFile, config, { mode: 0o600 });
  for (const logDir of [metadataDir, ...logDirs]) await format(logDir, join(dir, 'node-1', 'data'));

  const logFile = join(home, 'server.log');
  const broker = createBrokerProcess({ tools, id, ports, configFile, logFile, logConfigFile, prefix });
  const remove = async () => {
    // It says that it goes: nobody has to miss it first.
    await broker.stop();
    await withRaw(kafka, (ask) =>
      waitUntil({ what: `broker ${id} unregistered`, timeoutMs: 30_000, everyMs: 100 }, async () => {
        const { brokers } = await readState(ask);
        if (brokers.includes(id)) return false;
        // Answered when the controllers have agreed on it.
        await ask(unregisterBrokerV0.api, id);
        return true;
      }),
    );
    await rm(home, { recursive: true, force: true });
  };
  let removing: Promise<void> | undefined;
  try {
    await broker.start();
    await withRaw(kafka, (ask) =>
      waitUntil({ what: `broker ${id} registered`, timeoutMs: 30_000, everyMs: 100 }, async () =>
        (await readState(ask)).brokers.includes(id),
      ),
    );
  } catch (error) {
    await broker.kill();
    throw error;
  }
  return Object.assign(broker, {
    id,
    ports,
    logDirs,
    remove: () => (removing ??= remove()),
  });
}

/** As Kafka's tool would. */
async function format(logDir: string, like: string): Promise<void> {
  await mkdir(logDir, { mode: 0o700 });
  await identify(id, logDir, like);
  await copyFile(join(like, 'bootstrap.checkpoint'), join(logDir, 'bootstrap.checkpoint'));
}
