import type { ToolOutput } from '@sremesh/contracts';
import type { Facts } from '../evidence/facts.ts';
import { count } from '../text.ts';
import { clusterCall, topicCall } from './calls.ts';
import type { Signal } from './cause.ts';
import { grade } from './grade.ts';

export type Partition = ToolOutput<'describe_topics'>['partitions'][number];

/** Of a partition without a leader, the replicas that could lead it; else those that are not in sync. */
export function lackedBy({ leader, replicas, isr }: Partition): number[] {
  if (leader < 0 && isr.length > 0) return isr;
  const missing = replicas.filter((id) => !isr.includes(id));
  return leader < 0 && missing.length === 0 ? replicas : missing;
}

/** Which share of the replicas that the topic's partitions lack are on brokers that are absent; undefined where none lacks any. */
export function absentShare(
  facts: Facts,
): { share: number; lacked: number; evidenceIds: string[] } | undefined {
  const topic = facts.read(topicCall(facts.detection));
  const cluster = facts.read(clusterCall);
  if (topic === undefined || cluster === undefined) return undefined;
  const lacked = topic.output.partitions.flatMap(lackedBy);
  if (lacked.length === 0) return undefined;
  const absent = lacked.filter((id) => cluster.output.absentBrokers.includes(id)).length;
  return {
    share: absent / lacked.length,
    lacked: lacked.length,
    evidenceIds: [topic.evidenceId, cluster.evidenceId],
  };
}

/** Speaks for a cause that brokers which are up are behind, and against it as far as absent ones are. */
export const brokersAreUp: Signal = {
  name: 'brokers-are-up',
  weigh(facts) {
    const found = absentShare(facts);
    if (found === undefined) return undefined;
    const { share, lacked, evidenceIds } = found;
    return {
      logLikelihoodRatio: grade(share, [
        [0, 2.5],
        [0.5, -1],
        [1, -4],
      ]),
      because: `Of ${count(lacked, 'replica')} that its partitions lack, ${Math.round(share * lacked)} are on absent brokers.`,
      evidenceIds,
    };
  },
};

/** How many of the topic's partitions are in a kind of trouble. */
export const partitionsAre = (
  name: string,
  troubled: (partition: Partition) => boolean,
  words: string,
): Signal => ({
  name,
  weigh(facts) {
    const topic = facts.read(topicCall(facts.detection));
    if (topic === undefined) return undefined;
    const { partitions } = topic.output;
    const found = partitions.filter(troubled).length;
    return {
      logLikelihoodRatio: grade(found, [
        [0, -4],
        [1, 2.5],
        [10, 3],
      ]),
      because: `${count(found, 'partition')} of ${partitions.length} ${found === 1 ? 'is' : 'are'} ${words}.`,
      evidenceIds: [topic.evidenceId],
    };
  },
});
