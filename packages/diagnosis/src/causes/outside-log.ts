import type { ToolOutput } from '@sremesh/contracts';
import type { Facts } from '../evidence/facts.ts';
import { lagCall } from './calls.ts';

type Partition = ToolOutput<'read_consumer_lag'>['partitions'][number];

/** The partitions whose committed offset is not in the log; undefined where the lag could not be read. */
export function outsideLog(
  facts: Facts,
): { partitions: Partition[]; of: number; evidenceIds: string[] } | undefined {
  const fact = facts.read(lagCall(facts.detection));
  if (fact === undefined) return undefined;
  const { partitions } = fact.output;
  const outside = partitions.filter(
    ({ committed, logStartOffset, highWatermark }) =>
      committed >= 0 && logStartOffset >= 0 && (committed < logStartOffset || committed > highWatermark),
  );
  return { partitions: outside, of: partitions.length, evidenceIds: [fact.evidenceId] };
}
