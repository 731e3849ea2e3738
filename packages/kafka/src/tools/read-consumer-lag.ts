import type { ClusterObservation, ToolOutput } from '@sremesh/contracts';
import { groupHistory, type GroupHistory } from '../window/rates.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Partition = ToolOutput<'read_consumer_lag'>['partitions'][number];

export const readConsumerLag =
  ({ observer, window }: ReadToolDeps): ReadTool<'read_consumer_lag'> =>
  async ({ groupId, topic }) => {
    const fresh = await observer.observeGroup(groupId, topic);
    const past = window
      .observations()
      .filter(({ cluster, at }) => cluster === fresh.cluster && at < fresh.at);
    const { windowSeconds, produceRate, consumeRate, baselineProduceRate, peakLag } = groupHistory(
      [...past, fresh],
      groupId,
      topic,
    );
    const partitions = partitionsOf(fresh);
    const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0);
    const soonest = partitions.reduce<Partition | undefined>(sooner, undefined);
    return {
      observedAt: new Date(fresh.at).toISOString(),
      groupId,
      state: fresh.groups[0]?.state ?? 'unknown',
      lag,
      windowSeconds,
      produceRate,
      consumeRate,
      baselineProduceRate,
      peakLag,
      timeToDrainSeconds: timeToDrain(lag, { produceRate, consumeRate }),
      timeToDataLossSeconds: soonest?.timeToDataLossSeconds ?? null,
      retentionMs: fresh.topics.find(({ name }) => name === soonest?.topic)?.retentionMs ?? null,
      lagSeconds: null,
      drain: null,
      type: fresh.groups[0]?.type ?? 'unknown',
      topics: [],
      partitions,
    };
  };

function partitionsOf({ groups, topics }: ClusterObservation): Partition[] {
  const offsets = groups[0]?.offsets ?? [];
  return offsets
    .flatMap(({ topic, partition, committed, timeToDataLossSeconds }) => {
      const place = topics
        .find(({ name }) => name === topic)
        ?.partitions.find((candidate) => candidate.partition === partition);
      if (place === undefined) return [];
      const { logStartOffset, highWatermark } = place;
      const lag = Math.max(0, highWatermark - committed);
      return {
        topic,
        partition,
        committed,
        logStartOffset,
        highWatermark,
        lag,
        timeToDataLossSeconds,
        produceRate: null,
        consumeRate: null,
        stuckSeconds: 0,
      };
    })
    .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

function sooner(soonest: Partition | undefined, partition: Partition): Partition | undefined {
  if (partition.timeToDataLossSeconds === null) return soonest;
  const best = soonest?.timeToDataLossSeconds ?? Infinity;
  return partition.timeToDataLossSeconds < best ? partition : soonest;
}

function timeToDrain(
  lag: number,
  { produceRate, consumeRate }: Pick<GroupHistory, 'produceRate' | 'consumeRate'>,
): number | null {
  if (lag === 0) return 0;
  if (produceRate === null || consumeRate === null || consumeRate <= produceRate) return null;
  return lag / (consumeRate - produceRate);
}
