import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { page, paged, Visibility } from './paging.ts';

export const listTopics = defineTool({
  name: 'list_topics',
  title: 'List topics',
  description:
    'Names of topics with partitions, replication factor, size of the log in records, and what is wrong with their replication.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    prefix: z.string().max(249).optional().describe('of the name; default: every topic'),
    internal: z.boolean().default(false).describe('also those that Kafka keeps for itself'),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    topics: z.array(
      z.object({
        name: z.string(),
        internal: z.boolean(),
        partitions: z.int(),
        replicationFactor: z.int(),
        /** Records the log holds, over all partitions; null before the first sweep saw the topic. */
        records: z.int().nullable(),
        underReplicated: z.int(),
        offline: z.int(),
        /** Groups that have committed offsets in it, by the last sweep; null before the first. */
        consumerGroups: z.int().nullable(),
      }),
    ),
    ...paged,
    visibility: Visibility,
  }),
});
