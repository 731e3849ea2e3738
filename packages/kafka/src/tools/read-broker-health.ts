import { MeshError, type ClusterObservation, type MetricsObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { readTopicSettings } from '../observe/topic-settings.ts';
import { readTopology, type Topology } from '../observe/topology.ts';
import { apis } from '../protocol/platformatic.ts';
import { counterRises } from '../window/counter-rises.ts';
import { counterRate, metricReadings } from '../window/metric-readings.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { partitionTrouble } from './partition-trouble.ts';
import { visibilityOf } from './visibility.ts';

const maxPartitions = 100;
const maxReadings = 500;

/**
 * Reads Kafka and the metrics endpoints when it is called; absence and rates come from the window. Without an endpoint
 * that answers there are no metrics. With `broker`, the partitions are those that it has a replica of.
 */
export const readBrokerHealth =
  ({ client, window, sources }: ReadToolDeps): ReadTool<'read_broker_health'> =>
  async ({ broker }) => {
    const at = Date.now();
    const past = window.observations();
    const { topics, brokers, cluster } = await readTopology(client, null, 'topics');
    const up = brokers.map(({ id }) => id);
    const observations = past.filter((observation) => observation.cluster === cluster);
    const known = knownBrokers(topics, up, observations);
    if (broker !== undefined && !known.includes(broker)) throw noSuchBroker(broker, known);
    const [settings, reassigning, bytes, metrics, visibility] = await Promise.all([
      readTopicSettings(
        client,
        topics.map(({ name }) => name),
      ),
      reassigningPartitions(client),
      Promise.all(up.map(async (id) => [id, await keptBytes(client, id)] as const)),
      sources.metrics === null ? null : sources.metrics.read().catch(() => null),
      visibilityOf(client, 'Topic'),
    ]);
    const fresh: MetricsObservation | null = metrics === null ? null : { at, brokers: metrics };
    const readings = metricReadings(observations, fresh);
    const minInsync = new Map(
      [...settings].map(([name, { minInsyncReplicas }]) => [name, minInsyncReplicas]),
    );
    const concerned = topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.filter(
        ({ replicas }) => broker === undefined || replicas.includes(broker),
      ),
    }));
    const { partitions, ...counts } = partitionTrouble(concerned, minInsync, reassigning);
    const all = topics.flatMap((topic) => topic.partitions);
    const leadersOf = (id: number): number => all.filter(({ leader }) => leader === id).length;
    const bytesOf = new Map(bytes);
    return {
      observedAt: new Date(at).toISOString(),
      windowSeconds: (at - (observations[0]?.at ?? at)) / 1000,
      metrics: metrics !== null,
      brokers: known
        .filter((id) => broker === undefined || id === broker)
        .map((id) => {
          const mine = all.filter(({ replicas }) => replicas.includes(id));
          const told = fresh?.brokers.find((candidate) => candidate.broker === id);
          return {
            id,
            up: up.includes(id),
            absentSeconds: up.includes(id) ? 0 : absentSeconds(observations, id, at),
            leaders: leadersOf(id),
            replicas: mine.length,
            outOfSync: mine.filter(({ isr }) => !isr.includes(id)).length,
            leaderSkew: skew(up, id, leadersOf),
            bytesSkew: skew(up, id, (each) => bytesOf.get(each) ?? null),
            requestMs: told?.requestMs ?? null,
            failedAuthenticationsPerSecond:
              told === undefined ? null : counterRate(readings, id, (one) => one.failedAuthentications),
            authorizationErrorsPerSecond: told === undefined ? null : refusals(readings, told, id),
          };
        }),
      failedAuthentications: fresh === null ? null : failedLogins(readings, broker),
      ...counts,
      partitions: partitions.slice(0, maxPartitions),
      omitted: Math.max(0, partitions.length - maxPartitions),
      visibility,
    };
  };

function knownBrokers(
  topics: Topology['topics'],
  up: readonly number[],
  observations: readonly ClusterObservation[],
): number[] {
  const assigned = topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas));
  return [...new Set([...up, ...assigned, ...(observations.at(-1)?.absentBrokers ?? [])])].toSorted(
    (a, b) => a - b,
  );
}

/** Since the first of the last observations that all miss it. */
function absentSeconds(observations: readonly ClusterObservation[], id: number, now: number): number {
  const lastSeen = observations.findLastIndex(({ brokers }) => brokers.some((broker) => broker.id === id));
  const first = observations[lastSeen + 1];
  return first === undefined ? 0 : (now - first.at) / 1000;
}

/** What one broker has over the mean of those that are up; null where it is down, or nobody has anything or tells. */
function skew(up: readonly number[], id: number, of: (id: number) => number | null): number | null {
  const values = up.map(of);
  if (!up.includes(id) || values.includes(null)) return null;
  const mean = values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  return mean === 0 ? null : (of(id) ?? 0) / mean;
}

const failedLogins = (readings: readonly MetricsObservation[], broker: number | undefined) =>
  counterRises(
    readings.map(({ at, brokers }) => ({
      at,
      brokers: brokers.filter((one) => broker === undefined || one.broker === broker),
    })),
    (one) => one.failedAuthentications,
  )
    .slice(-maxReadings)
    .map(({ at, rose }) => ({ at: new Date(at).toISOString(), count: rose }));

const refusals = (
  readings: readonly MetricsObservation[],
  { authorizationErrors }: MetricsObservation['brokers'][number],
  id: number,
) =>
  authorizationErrors.flatMap(({ request, error }) => {
    const perSecond = counterRate(
      readings,
      id,
      (metrics) =>
        metrics.authorizationErrors.find((one) => one.request === request && one.error === error)?.count ?? 0,
    );
    return perSecond === null ? [] : [{ request, error, perSecond }];
  });

/** `topic/partition` of each; none where this user may not see them. */
async function reassigningPartitions(client: KafkaClient): Promise<Set<string>> {
  const api = apis.listPartitionReassignmentsV0.api;
  const { errorCode, topics } = await client.request('controller', api, 5000, null);
  if (errorCode !== codes.none) return new Set();
  return new Set(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex }) => `${name}/${partitionIndex}`),
    ),
  );
}

/** Bytes of the replicas on a broker; null where this user may not see them. */
async function keptBytes(client: KafkaClient, broker: number): Promise<number | null> {
  const { errorCode, results } = await client.request({ broker }, apis.describeLogDirsV4.api, null);
  if (errorCode !== codes.none) return null;
  const replicas = results.flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions));
  return replicas.reduce((sum, { partitionSize }) => sum + Number(partitionSize), 0);
}

const noSuchBroker = (broker: number, known: readonly number[]): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `broker: there is no broker ${broker}`, {
    remedy: `Name one of ${known.join(', ')}, or leave broker out.`,
  });
