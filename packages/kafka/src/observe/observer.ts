import { MeshError, type ClusterObservation, type TopicObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { groupObservations } from './group-observations.ts';
import { fetchCommitted, findGroup, listGroups, type CommittedOffset } from './groups.ts';
import { partitionKey } from './list-offsets.ts';
import { readPartitions } from './partitions.ts';
import { createRetentionCache, readRetention } from './retention.ts';
import { shareUnchanged } from './sharing.ts';
import { readTopology, unknownOffset } from './topology.ts';

export interface Observer {
  /**
   * One sweep over the whole cluster. Groups whose coordinator does not answer are missing from it; partitions without
   * a leader keep the offsets last seen, -1 where there are none. Parts that did not change are the very objects of the
   * sweep before. Throws MESH_KAFKA_UNREACHABLE or MESH_KAFKA_REFUSED.
   */
  observe(): Promise<ClusterObservation>;
  /**
   * One group and the topics it has committed to, read now, with the time to data loss of every unread partition.
   * Throws where the group, or the topic asked for, is not there or may not be seen.
   */
  observeGroup(groupId: string, topic?: string): Promise<ClusterObservation>;
}

/** A sweep looks closer where half of the retention has passed; to 1/200 of it, and never finer than a second. */
const sweepLoss = { nearShare: 0.5, precisionMs: (retentionMs: number) => Math.max(1000, retentionMs / 200) };
/** A reading of one group looks at every partition; 50 ms is below what a reader of seconds notices. */
const readingLoss = { nearShare: 1, precisionMs: () => 50 };

export function createObserver(client: KafkaClient): Observer {
  const retention = createRetentionCache(client);
  let previous: ClusterObservation | undefined;

  const observe = async (): Promise<ClusterObservation> => {
    const at = Date.now();
    const { cluster, brokers, topics: shapes } = await readTopology(client, null, 'topics');
    shapes.sort((a, b) => compare(a.name, b.name));
    const ids = brokers.map(({ id }) => id);
    const readGroups = async () => {
      const { groups: listed } = await listGroups(client, ids);
      return { listed, committed: await fetchCommitted(client, listed, ids) };
    };
    const readTopics = async () => {
      const retentionMs = await retention.refresh(shapes.map(({ name }) => name));
      return readPartitions(client, shapes, retentionMs, offsetsOf(previous, cluster));
    };
    const [{ listed, committed }, topics] = await Promise.all([readGroups(), readTopics()]);
    const groups = await groupObservations(client, listed, committed, topics, { now: at, ...sweepLoss });
    groups.sort((a, b) => compare(a.groupId, b.groupId));
    previous = shareUnchanged(previous, {
      ...notLookedAt,
      at,
      cluster,
      brokers,
      absentBrokers: absentFrom(brokers, topics),
      topics,
      groups,
    });
    return previous;
  };

  const observeGroup: Observer['observeGroup'] = async (groupId, topic) => {
    const at = Date.now();
    const { brokers } = await client.metadata([]);
    const ids = brokers.map(({ nodeId }) => nodeId);
    const group = await findGroup(client, ids, groupId);
    const committed = await fetchCommitted(client, [group], ids);
    const offsets = committed.get(groupId);
    if (offsets === undefined) throw notAnswered(`the coordinator of group "${groupId}"`);
    const mine = offsets.filter((offset) => topic === undefined || offset.topic === topic);
    const names = [
      ...new Set([...mine.map((offset) => offset.topic), ...(topic === undefined ? [] : [topic])]),
    ];
    const topology = await readTopology(client, names, 'topic');
    if (mine.length === 0 && topic !== undefined) throw nothingCommitted(groupId, topic);
    const topics = await readPartitions(client, topology.topics, await readRetention(client, names));
    const silent = mine.find((offset) => !hasEnd(topics, offset));
    if (silent !== undefined) throw notAnswered(`the leader of ${silent.topic}/${silent.partition}`);
    const groups = await groupObservations(client, [group], new Map([[groupId, mine]]), topics, {
      now: at,
      ...readingLoss,
    });
    const { cluster, brokers: up } = topology;
    return {
      ...notLookedAt,
      at,
      cluster,
      brokers: up,
      absentBrokers: absentFrom(up, topics),
      topics,
      groups,
    };
  };

  return { observe, observeGroup };
}

/** The parts that are read at a pace of their own, before they were. */
const notLookedAt = {
  quorum: null,
  reassignments: null,
  logDirs: null,
  acls: null,
  metrics: null,
  connectors: null,
  schemas: null,
  drift: null,
  hidden: [],
} satisfies Partial<ClusterObservation>;

function absentFrom(
  brokers: ClusterObservation['brokers'],
  topics: readonly TopicObservation[],
): ClusterObservation['absentBrokers'] {
  const up = new Set(brokers.map(({ id }) => id));
  const assigned = topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas));
  return [...new Set(assigned)].filter((id) => !up.has(id)).toSorted((a, b) => a - b);
}

function offsetsOf(previous: ClusterObservation | undefined, cluster: string) {
  if (previous?.cluster !== cluster)
    return new Map<string, { logStartOffset: number; highWatermark: number }>();
  return new Map(
    previous.topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => [partitionKey(name, partition.partition), partition] as const),
    ),
  );
}

const hasEnd = (topics: readonly TopicObservation[], { topic, partition }: CommittedOffset): boolean =>
  topics.some(
    ({ name, partitions }) =>
      name === topic &&
      partitions.some((place) => place.partition === partition && place.highWatermark !== unknownOffset),
  );

/** A part that is missing must not be taken for a part without lag. */
const notAnswered = (who: string): MeshError =>
  new MeshError('MESH_KAFKA_UNREACHABLE', `${who} does not answer`, {
    remedy: 'Try again; describe_cluster and describe_topics show which brokers and leaders are missing.',
  });

const nothingCommitted = (groupId: string, topic: string): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `topic: group "${groupId}" has committed nothing on topic "${topic}"`, {
    remedy: 'Leave topic out to see what the group has committed to.',
  });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
