import { MeshError, type ClusterObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { noSources, type Sources } from '../sources.ts';
import { fetchCommitted } from './committed.ts';
import { groupObservations } from './group-observations.ts';
import { listGroups } from './groups.ts';
import { missingGroups, missingOffsets } from './missing.ts';
import { observeGroup } from './observe-group.ts';
import { createAbsentBrokers } from './parts/absent-brokers.ts';
import { createMemberCache } from './parts/members.ts';
import { createParts } from './parts/parts.ts';
import { readPartitions } from './partitions.ts';
import { shareUnchanged } from './sharing.ts';
import { createTopicSettingsCache } from './topic-settings.ts';
import { readTopology } from './topology.ts';
import { createYoungRecords } from './young-records.ts';

export interface Observer {
  /**
   * One sweep over the whole cluster. Groups whose coordinator does not answer are missing from it; partitions without
   * a leader, or whose leader does not answer, keep the offsets last seen, -1 where there are none: `hidden` says so.
   * Parts that did not change are the very objects of the sweep before. Throws MESH_KAFKA_UNREACHABLE,
   * MESH_KAFKA_REFUSED, and MESH_KAFKA_OTHER_CLUSTER where another cluster answers than at first.
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

/** A part that answers in this time is in the sweep that asked for it; a slower one in a later sweep. */
const partsGraceMs = 100;

export function createObserver(client: KafkaClient, sources: Sources = noSources): Observer {
  const settings = createTopicSettingsCache(client);
  const members = createMemberCache(client);
  const parts = createParts(client, sources);
  const absentBrokers = createAbsentBrokers();
  const young = createYoungRecords();
  let previous: ClusterObservation | undefined;

  const readGroups = async (brokers: readonly number[]) => {
    const { groups: listed, failures } = await listGroups(client, brokers);
    const offsetsBefore = new Map(previous?.groups.map(({ groupId, offsets }) => [groupId, offsets]));
    const [committed, known] = await Promise.all([
      fetchCommitted(client, listed, brokers, offsetsBefore),
      members.refresh(listed),
    ]);
    return { listed, failures, committed, members: known };
  };

  const observe = async (): Promise<ClusterObservation> => {
    const at = Date.now();
    const { cluster, brokers, topics: shapes } = await readTopology(client, null, 'topics');
    if (previous !== undefined && previous.cluster !== cluster) throw otherCluster(previous.cluster, cluster);
    shapes.sort((a, b) => compare(a.name, b.name));
    const ids = brokers.map(({ id }) => id);
    const names = shapes.map(({ name }) => name);
    const readTopics = async () =>
      readPartitions(client, shapes, await settings.refresh(names), previous?.topics);
    const [read, { topics, silent }] = await Promise.all([
      readGroups(ids),
      readTopics(),
      parts.begin({ brokers: ids, topics: names }, partsGraceMs),
    ]);
    young.keep(shapes);
    const groups = await groupObservations(
      client,
      { ...read, topics, previous: new Map(previous?.groups.map((group) => [group.groupId, group])) },
      { now: at, young, ...sweepLoss },
    );
    groups.sort((a, b) => compare(a.groupId, b.groupId));
    const { registeredBrokers, hidden, ...latest } = parts.latest();
    previous = shareUnchanged(previous, {
      ...latest,
      at,
      cluster,
      brokers,
      absentBrokers: absentBrokers.update(at, brokers, topics, registeredBrokers),
      topics,
      groups,
      hidden: [...missingOffsets(silent), ...missingGroups(read), ...hidden],
    });
    return previous;
  };

  return { observe, observeGroup: (groupId, topic) => observeGroup(client, groupId, topic) };
}

const otherCluster = (was: string, is: string): MeshError =>
  new MeshError(
    'MESH_KAFKA_OTHER_CLUSTER',
    `the cluster behind these brokers is another one: ${is}, and it was ${was}`,
    { remedy: 'Check KAFKA_BROKERS; if the cluster was replaced on purpose, start this agent again.' },
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
