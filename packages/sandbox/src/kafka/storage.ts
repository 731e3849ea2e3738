import { randomBytes } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaTools } from '@sremesh/bootstrap';
import { plainEnvironment, spawnTethered } from '../process/tethered.ts';
import { javaArgs } from './java.ts';

export interface NodeStorage {
  id: number;
  configFile: string;
  dataDir: string;
}

/**
 * Formats the nodes' data directories for a new cluster that knows these SCRAM users. One node is formatted by
 * Kafka's tool; the others are copies with identities of their own, which is several times faster.
 *
 * The tool takes passwords only as arguments; they go in a file (0600, gone afterwards), which the `java` launcher
 * expands, so no list of processes shows them.
 */
export async function formatStorage(
  nodes: readonly [NodeStorage, ...NodeStorage[]],
  options: { tools: KafkaTools; dir: string; logConfigFile: string; passwords: ReadonlyMap<string, string> },
): Promise<void> {
  const [first, ...others] = nodes;
  const argsFile = join(options.dir, 'format.args');
  const logFile = join(options.dir, 'format.log');
  const args = [
    ...javaArgs(options.tools, 128, options.logConfigFile),
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    kafkaUuid(),
    '--config',
    first.configFile,
    ...[...options.passwords].flatMap(([name, password]) => [
      '--add-scram',
      `SCRAM-SHA-512=[name=${name},password=${password}]`,
    ]),
  ];
  await writeFile(argsFile, args.map(quoted).join('\n'), { mode: 0o600 });
  try {
    const tool = spawnTethered(options.tools.java, [`@${argsFile}`], {
      env: plainEnvironment(),
      output: { file: logFile },
    });
    const { code } = await tool.exited;
    if (code !== 0) throw new Error(`Kafka's storage tool failed: ${await readFile(logFile, 'utf8')}`);
  } finally {
    await rm(argsFile, { force: true });
  }
  // It names every user's keys.
  await rm(logFile, { force: true });
  for (const node of others) await copyAs(node, first);
}

async function copyAs(node: NodeStorage, from: NodeStorage): Promise<void> {
  await cp(from.dataDir, node.dataDir, { recursive: true });
  await identify(node.id, node.dataDir, from.dataDir);
}

/** Gives a data directory the cluster's identity, as `like` has it, and one of its own. */
export async function identify(nodeId: number, dataDir: string, like: string): Promise<void> {
  const meta = await readFile(join(like, 'meta.properties'), 'utf8');
  await writeFile(
    join(dataDir, 'meta.properties'),
    meta
      .replace(/^node\.id=.*$/m, `node.id=${nodeId}`)
      .replace(/^directory\.id=.*$/m, `directory.id=${kafkaUuid()}`),
  );
}

/** Kafka's spelling of a random UUID; it refuses one that looks like an option. */
function kafkaUuid(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? kafkaUuid() : id;
}

const quoted = (arg: string): string => `"${arg.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
