import { MeshError, type ClusterObservation, type TopicObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import type { CommittedOffset } from '../protocol/offset-fetch.ts';
import { noSources, type Sources } from '../sources.ts';
import { createYoungRecords } from './young-records.ts';
import { groupObservations } from './group-observations.ts';
import { fetchCommitted } from './committed.ts';
import { findGroup, listGroups } from './groups.ts';
import { partitionKey } from './list-offsets.ts';
import { readPartitions, type LastOffsets } from './partitions.ts';
import { createAbsentBrokers } from './parts/absent-brokers.ts';
import { createMemberCache } from './parts/members.ts';
import { createParts } from './parts/parts.ts';
import { shareUnchanged } from './sharing.ts';
import { createTopicSettingsCache, readTopicSettings } from './topic-settings.ts';
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

/** A part that answers in this time is in the sweep that asked for it; a slower one in a later sweep. */
const partsGraceMs = 100;

export function createObserver(client: KafkaClient, sources: Sources = noSources): Observer {
  const settings = createTopicSettingsCache(client);
  const members = createMemberCache(client);
  const parts = createParts(client, sources);
  const absentBrokers = createAbsentBrokers();
  const young = createYoungRecords();
  let previous: ClusterObservation | undefined;

  const observe = async (): Promise<ClusterObservation> => {
    const at = Date.now();
    const { cluster, brokers, topics: shapes } = await readTopology(client, null, 'topics');
    if (previous !== undefined && previous.cluster !== cluster) throw otherCluster(previous.cluster, cluster);
    shapes.sort((a, b) => compare(a.name, b.name));
    const ids = brokers.map(({ id }) => id);
    const names = shapes.map(({ name }) => name);
    const before = new Map(previous?.groups.map((group) => [group.groupId, group]));
    const offsetsBefore = new Map(previous?.groups.map((group) => [group.groupId, group.offsets]));
    const readGroups = async () => {
      const { groups: listed } = await listGroups(client, ids);
      const [committed, known] = await Promise.all([
        fetchCommitted(client, listed, ids, offsetsBefore),
        members.refresh(listed),
      ]);
      return { listed, committed, known };
    };
    const readTopics = async () =>
      readPartitions(client, shapes, await settings.refresh(names), lastOffsets(previous));
    const [{ listed, committed, known }, topics] = await Promise.all([
      readGroups(),
      readTopics(),
      parts.begin({ brokers: ids, topics: names }, partsGraceMs),
    ]);
    young.keep(names);
    const groups = await groupObservations(
      client,
      { listed, committed, topics, members: known, previous: before },
      { now: at, young, ...sweepLoss },
    );
    groups.sort((a, b) => compare(a.groupId, b.groupId));
    const { registeredBrokers, ...latest } = parts.latest();
    previous = shareUnchanged(previous, {
      ...latest,
      at,
      cluster,
      brokers,
      absentBrokers: absentBrokers.update(at, brokers, topics, registeredBrokers),
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
    const topics = await readPartitions(client, topology.topics, await readTopicSettings(client, names));
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
      absentBrokers: createAbsentBrokers().update(at, up, topics, []),
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

function lastOffsets(previous: ClusterObservation | undefined): LastOffsets {
  return new Map(
    previous?.topics.flatMap(({ name, partitions }) =>
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

const otherCluster = (was: string, is: string): MeshError =>
  new MeshError(
    'MESH_KAFKA_OTHER_CLUSTER',
    `the cluster behind these brokers is another one: ${is}, and it was ${was}`,
    { remedy: 'Check KAFKA_BROKERS; if the cluster was replaced on purpose, start this agent again.' },
  );

const nothingCommitted = (groupId: string, topic: string): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `topic: group "${groupId}" has committed nothing on topic "${topic}"`, {
    remedy: 'Leave topic out to see what the group has committed to.',
  });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
