import { brokerHealthCall } from './causes/broker-calls.ts';
import { lagCall, resourceOf, topicCall } from './causes/calls.ts';
import type { Partition } from './causes/replication.ts';
import type { Facts } from './evidence/facts.ts';
import { count, named } from './text.ts';

/** What makes a partition count for a symptom. */
const troubled: Readonly<Record<string, (partition: Partition) => boolean>> = {
  'under-replicated': ({ replicas, isr }) => isr.length < replicas.length,
  'under-min-isr': ({ replicas, isr, minInsyncReplicas }) =>
    minInsyncReplicas === null || isr.length < Math.min(minInsyncReplicas, replicas.length),
  'offline-partition': ({ leader }) => leader < 0,
};
/** Fewer records than this are nothing that grows. */
const leastLag = 50;
const usualFactor = 2;

/** By what values the evidence shows that a symptom is not there any more; undefined where it is, or nobody can tell. */
export function passed(facts: Facts): string | undefined {
  const { symptom } = facts.detection;
  const isTroubled = troubled[symptom];
  if (isTroubled !== undefined)
    return facts.detection.resources[0]?.kind === 'broker' ? caughtUp(facts) : mended(facts, isTroubled);
  return symptom === 'lag-growing' ? workedOff(facts) : undefined;
}

function caughtUp(facts: Facts): string | undefined {
  const id = Number(resourceOf(facts.detection, 'broker'));
  const broker = facts.read(brokerHealthCall)?.output.brokers.find((one) => one.id === id);
  if (broker === undefined || !broker.up || broker.replicas === 0 || broker.outOfSync > 0) return undefined;
  return `all of ${count(broker.replicas, 'replica')} on broker ${id} are in sync.`;
}

/** A topic that is gone, or not all of which could be read, shows nothing. */
function mended(facts: Facts, isTroubled: (partition: Partition) => boolean): string | undefined {
  const topic = facts.read(topicCall(facts.detection))?.output;
  const [first] = topic?.partitions ?? [];
  if (topic === undefined || first === undefined || topic.omitted > 0) return undefined;
  const isIll = (partition: Partition) => partition.leader < 0 || isTroubled(partition);
  if (!topic.visibility.complete || topic.partitions.some(isIll)) return undefined;
  const replicas = topic.partitions.reduce((sum, partition) => sum + partition.replicas.length, 0);
  const inSync = topic.partitions.reduce((sum, { isr }) => sum + isr.length, 0);
  return (
    `all of ${count(topic.partitions.length, 'partition')} of topic ${named(first.topic)} have a leader, and ` +
    `${inSync} of ${count(replicas, 'replica')} are in sync.`
  );
}

/** Of a group that fell behind on one topic. */
function workedOff(facts: Facts): string | undefined {
  const { resources, measures } = facts.detection;
  const topics = resources.filter(({ kind }) => kind === 'topic');
  const lag = facts.read(lagCall(facts.detection))?.output.lag;
  const normal = measures['normalLagRecords'] ?? 0;
  if (lag === undefined || topics.length !== 1) return undefined;
  return lag > Math.max(leastLag, usualFactor * normal)
    ? undefined
    : `the group is ${count(lag, 'record')} behind, ${count(normal, 'record')} are normal.`;
}
