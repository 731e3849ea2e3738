import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';
import { page, paged, Visibility } from './paging.ts';

export const describeTopics = defineTool({
  name: 'describe_topics',
  title: 'Describe topics',
  description:
    'Partitions with leader, preferred leader, replicas, in-sync replicas and offsets. `onlyLeaderSkew` keeps the partitions led by another than their in-sync preferred leader.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    topics: z.array(TopicName).max(100).optional().describe('default: every topic, internal ones included'),
    onlyLeaderSkew: z.boolean().default(false),
    onlyUnhealthy: z.boolean().default(false).describe('not fully in sync, or without a leader'),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    partitions: z.array(
      z.object({
        topic: z.string(),
        partition: z.int(),
        leader: z.int(),
        replicas: z.array(z.int()),
        isr: z.array(z.int()),
        /** Records a second, by the sweeps of the last seconds; null where they do not reach back. */
        produceRate: z.number().nullable(),
        /** Effective `min.insync.replicas` of the topic; null where it could not be read. */
        minInsyncReplicas: z.int().nullable(),
        /** -1 where the leader did not answer, or there is none; the same below. */
        logStartOffset: z.int(),
        highWatermark: z.int(),
      }),
    ),
    /** Matching partitions that are not on this page. */
    omitted: z.int(),
    nextCursor: paged.nextCursor,
    claim: paged.claim,
    visibility: Visibility,
    /** Groups that have committed offsets in any of the topics asked for, by the last sweep; null before the first. */
    consumerGroups: z.int().nullable().optional(),
  }),
});
