import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../process/wait-until.ts';
import type { KafkaNode } from './node.ts';

/**
 * Resolves when one of `nodes` has written down that it knows the leader of a later epoch: earlier than a question could
 * be answered, which waits for the controller that hangs.
 */
export async function electedAt(
  nodes: readonly Pick<KafkaNode, 'dataDir'>[],
  epoch: number,
  timeoutMs: number,
): Promise<void> {
  await waitUntil({ what: 'another active controller', timeoutMs, everyMs: 20 }, async () => {
    const states = await Promise.all(nodes.map(({ dataDir }) => readQuorumState(dataDir)));
    return states.some((state) => state.leaderId >= 0 && state.leaderEpoch > epoch);
  });
}

async function readQuorumState(dataDir: string): Promise<{ leaderId: number; leaderEpoch: number }> {
  const text = await readFile(join(dataDir, '__cluster_metadata-0', 'quorum-state'), 'utf8');
  const state: unknown = JSON.parse(text);
  const number = (field: string): number => {
    const value: unknown = Object(state)[field];
    return typeof value === 'number' ? value : -1;
  };
  return { leaderId: number('leaderId'), leaderEpoch: number('leaderEpoch') };
}
