import { MeshError, type ClusterObservation, type TopicObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import type { CommittedOffset } from '../protocol/offset-fetch.ts';
import { fetchCommitted } from './committed.ts';
import { groupObservations } from './group-observations.ts';
import { findGroup } from './groups.ts';
import { createAbsentBrokers } from './parts/absent-brokers.ts';
import { readPartitions } from './partitions.ts';
import { readTopicSettings } from './topic-settings.ts';
import { readTopology, unknownOffset } from './topology.ts';

/** Every partition is looked at; 50 ms is below what a reader of seconds notices. */
const readingLoss = { nearShare: 1, precisionMs: () => 50 };

/**
 * One group and the topics it has committed to, read now, with the time to data loss of every unread partition. Throws
 * where the group, or the topic asked for, is not there or may not be seen.
 */
export async function observeGroup(
  client: KafkaClient,
  groupId: string,
  topic?: string,
): Promise<ClusterObservation> {
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
  const { topics } = await readPartitions(client, topology.topics, await readTopicSettings(client, names));
  const silent = mine.find((offset) => !hasEnd(topics, offset));
  if (silent !== undefined) throw notAnswered(`the leader of ${silent.topic}/${silent.partition}`);
  const groups = await groupObservations(
    client,
    { listed: [group], committed: new Map([[groupId, mine]]), topics },
    { now: at, ...readingLoss },
  );
  const { cluster, brokers: up } = topology;
  return {
    ...notLookedAt,
    at,
    cluster,
    brokers: up,
    absentBrokers: createAbsentBrokers().update(at, up, topics, null),
    topics,
    groups,
  };
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
