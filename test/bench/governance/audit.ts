import { digestOf, type CallFact } from '@sremesh/contracts';
import { z } from 'zod';
import type { Result } from '../benchmark.ts';
import { until } from '../../support/until.ts';
import type { GovernedMesh } from './mesh.ts';

const rounds = 3;
const batches = 100;
const factsPerBatch = 200;

const Block = z.object({ heads: z.record(z.string(), z.object({ seq: z.number() })) });

/** Calls reported as fast as they are taken, until the last of them is a record of the chain, on the disk. */
export async function measureAudit(mesh: GovernedMesh, say: (line: string) => void): Promise<Result[]> {
  const records = await mesh.nats.connectRecords();
  const learning = await mesh.nats.connect('learning');
  const chained = async (): Promise<number> => {
    const last = await records.last('audit');
    if (last === undefined) return 0;
    return Block.parse(JSON.parse(new TextDecoder().decode(last.bytes))).heads['default']?.seq ?? 0;
  };
  const result: Result = {
    what: `audit: records chained and on the disk, of ${batches * factsPerBatch} reported at once`,
    unit: 'records/s',
    samples: [],
    target: '≥ 3,000',
  };
  for (let round = 1; round <= rounds; round += 1) {
    const before = await chained();
    const from = performance.now();
    await Promise.all(
      Array.from({ length: batches }, (_, batch) =>
        learning.reportCalls('default', {
          id: `bench-${round}-${batch}`,
          facts: Array.from({ length: factsPerBatch }, (__, fact) => factOf(batch * factsPerBatch + fact)),
        }),
      ),
    );
    const total = batches * factsPerBatch;
    await until('the last is chained', async () => (await chained()) - before >= total || undefined, 60_000);
    result.samples.push(total / ((performance.now() - from) / 1000));
    say(`audit: round ${round} of ${rounds}`);
  }
  return [result];
}

const factOf = (number: number): CallFact => ({
  kind: 'call',
  at: new Date().toISOString(),
  tenant: 'default',
  caller: 'reasoning',
  tool: 'recall_lessons',
  inputDigest: digestOf(number),
  outputDigest: digestOf(-number),
  outcome: 'ok',
  policies: ['reads'],
  policyVersion: 'bench',
  incident: null,
  traceId: number.toString(16).padStart(32, '0'),
});
