import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';
import { page, paged, Visibility } from './paging.ts';

export const listConsumerGroups = defineTool({
  name: 'list_consumer_groups',
  title: 'List consumer groups',
  description:
    'Consumer groups with type, state, coordinator and lag; those furthest behind first when asked for.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    topic: TopicName.optional().describe('only groups that have committed offsets in it'),
    prefix: z.string().max(1024).optional().describe('of the group id'),
    state: z.string().max(50).optional().describe("in Kafka's words: Stable, Empty …"),
    order: z.enum(['name', 'lag']).default('name'),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    groups: z.array(
      z.object({
        groupId: z.string(),
        /** classic, consumer or share. */
        type: z.string(),
        state: z.string(),
        /** Broker id. */
        coordinator: z.int(),
        /** Records, over all partitions (of `topic`); null where it could not be read. */
        lag: z.int().nullable(),
        topics: z.array(z.string()).max(50),
      }),
    ),
    ...paged,
    visibility: Visibility,
  }),
});
