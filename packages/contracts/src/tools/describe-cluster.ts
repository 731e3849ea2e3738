import { z } from 'zod';
import { Visibility } from './paging.ts';
import { defineTool, readOnly } from './tool.ts';

export const describeCluster = defineTool({
  name: 'describe_cluster',
  title: 'Describe cluster',
  description:
    'Brokers that are up or absent, the KRaft quorum and how far its replicas are behind, and how leadership is spread.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({}),
  output: z.object({
    clusterId: z.string(),
    observedAt: z.iso.datetime(),
    /** Node id of the KRaft quorum leader; -1 while there is none, or none that answers. */
    quorumLeaderId: z.int(),
    /** The quorum's voters and observers: how far each is behind the leader's log. Null while no leader answers. */
    quorum: z
      .object({
        leaderEpoch: z.int(),
        highWatermark: z.int(),
        replicas: z.array(z.object({ id: z.int(), voter: z.boolean(), logEndOffset: z.int(), lag: z.int() })),
        /** The last change of leader within the observation window; null where there was none. */
        lastChange: z.object({ at: z.iso.datetime(), from: z.int(), to: z.int() }).nullable(),
      })
      .nullable(),
    brokers: z.array(
      z.object({
        id: z.int(),
        host: z.string(),
        port: z.int(),
        rack: z.string().nullable(),
        /** Partitions this broker leads. */
        leaders: z.int(),
        /** Partitions this broker is the preferred leader of (first in the replica list). */
        preferredLeaders: z.int(),
        /** Preferred leaderships held by somebody else while this broker is in sync, over `preferredLeaders`; 0 to 1. */
        leaderImbalance: z.number().min(0).max(1),
      }),
    ),
    /** Ids of brokers that are registered, or have replicas assigned, and are not up. */
    absentBrokers: z.array(z.int()),
    /** Replicas assigned to brokers that are not up. */
    offlineReplicas: z.int(),
    /** Partitions whose in-sync set is smaller than their replica set. */
    underReplicatedPartitions: z.int(),
    /** Counts of partitions and replicas are over the topics that may be seen. */
    visibility: Visibility.optional(),
  }),
});
