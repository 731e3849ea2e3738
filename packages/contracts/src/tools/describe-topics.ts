import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';

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
    limit: z.int().min(1).max(1000).default(200).describe('partitions at most'),
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
        logStartOffset: z.int(),
        highWatermark: z.int(),
      }),
    ),
    /** Matching partitions left out by `limit`. */
    omitted: z.int(),
    /** Groups that have committed offsets in any of the topics asked for, by the last sweep; null before the first. */
    consumerGroups: z.int().nullable().optional(),
  }),
});
