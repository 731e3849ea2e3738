import { forecast, type ClusterObservation, type ToolOutput } from '@sremesh/contracts';
import { oldestUnreadSeconds } from '../groups/oldest-unread.ts';
import { partitionKey } from '../observe/list-offsets.ts';
import { partitionHistories, type PartitionHistory } from '../window/partition-rates.ts';
import { groupHistory, groupLag, type GroupHistory } from '../window/rates.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Output = ToolOutput<'read_consumer_lag'>;
type Partition = Output['partitions'][number];

/** The trend of the lag is taken over so much of the window. */
const trendMs = 30_000;

export const readConsumerLag =
  ({ client, observer, window }: ReadToolDeps): ReadTool<'read_consumer_lag'> =>
  async ({ groupId, topic }) => {
    const fresh = await observer.observeGroup(groupId, topic);
    const past = window
      .observations()
      .filter(({ cluster, at }) => cluster === fresh.cluster && at < fresh.at);
    const observations = [...past, fresh];
    const { windowSeconds, produceRate, consumeRate, baselineProduceRate, peakLag } = groupHistory(
      observations,
      groupId,
      topic,
    );
    const partitions = partitionsOf(fresh, partitionHistories(observations, groupId));
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
      lagSeconds: await oldestUnreadSeconds(client, fresh),
      drain: lag === 0 ? null : drainOf(observations, groupId, topic),
      type: fresh.groups[0]?.type ?? 'unknown',
      topics: topicsOf(partitions),
      partitions,
    };
  };

function partitionsOf(
  { groups, topics }: ClusterObservation,
  histories: ReadonlyMap<string, PartitionHistory>,
): Partition[] {
  const places = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map((place) => [partitionKey(name, place.partition), place] as const),
    ),
  );
  return (groups[0]?.offsets ?? [])
    .flatMap(({ topic, partition, committed, timeToDataLossSeconds }) => {
      const key = partitionKey(topic, partition);
      const place = places.get(key);
      if (place === undefined) return [];
      const { logStartOffset, highWatermark } = place;
      const lag = Math.max(0, highWatermark - committed);
      const { produceRate = null, consumeRate = null, stuckSeconds = 0 } = histories.get(key) ?? {};
      return {
        topic,
        partition,
        committed,
        logStartOffset,
        highWatermark,
        lag,
        timeToDataLossSeconds,
        produceRate,
        consumeRate,
        stuckSeconds,
      };
    })
    .toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** A topic's rates are known where those of all its partitions are. */
const topicsOf = (partitions: readonly Partition[]): Output['topics'] =>
  [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, mine]) => ({
    topic,
    lag: mine.reduce((sum, { lag }) => sum + lag, 0),
    produceRate: sumOf(mine.map(({ produceRate }) => produceRate)),
    consumeRate: sumOf(mine.map(({ consumeRate }) => consumeRate)),
  }));

const sumOf = (rates: readonly (number | null)[]): number | null =>
  rates.reduce((sum, rate) => (sum === null || rate === null ? null : sum + rate), 0);

function drainOf(
  observations: readonly ClusterObservation[],
  groupId: string,
  topic: string | undefined,
): Output['drain'] {
  const since = (observations.at(-1)?.at ?? 0) - trendMs;
  const points = observations
    .filter(({ at }) => at >= since)
    .flatMap((observation) => {
      const value = groupLag(observation, groupId, topic);
      return value === undefined ? [] : [{ at: observation.at, value }];
    });
  return forecast(points, 0);
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
