import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { locateKafka, obtainSchemaRegistry } from '@sremesh/bootstrap';
import { freePorts } from '../process/free-ports.ts';
import { untilReady } from '../process/ready.ts';
import { plainEnvironment, spawnTethered } from '../process/tethered.ts';
import type { Running } from './running.ts';

/** A schema registry that keeps everything in memory. */
export interface SchemaRegistry extends Running {
  /** Of Confluent's API. */
  readonly url: string;
}

export interface RegistryOptions {
  /** For what it writes while it runs. */
  dir: string;
  logFile: string;
}

const readyWithinMs = 60_000;

/** Starts it on loopback; resolves when it answers. Fetches it where it is not there. */
export async function startRegistry({ dir, logFile }: RegistryOptions): Promise<SchemaRegistry> {
  const jar = await obtainSchemaRegistry();
  const { java } = locateKafka();
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await mkdir(dirname(logFile), { recursive: true });
  const [port = 0] = await freePorts(1);
  const flags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
  const registry = spawnTethered(java, [...flags, `-Djava.io.tmpdir=${dir}`, '-jar', jar], {
    cwd: dir,
    env: {
      ...plainEnvironment(),
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(port),
      QUARKUS_MANAGEMENT_ENABLED: 'false',
    },
    output: { file: logFile },
  });
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  await untilReady(registry, {
    what: 'the schema registry',
    logFile,
    timeoutMs: readyWithinMs,
    probe: async () => (await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(5000) })).ok,
  });
  return {
    url,
    port,
    pid: registry.pid,
    get running() {
      return registry.running;
    },
    async stop() {
      await registry.kill();
    },
  };
}
