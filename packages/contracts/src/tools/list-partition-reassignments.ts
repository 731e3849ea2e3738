import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';
import { page, paged } from './paging.ts';

export const listPartitionReassignments = defineTool({
  name: 'list_partition_reassignments',
  title: 'List partition reassignments',
  description:
    'Reassignments in progress: which replicas are being added and removed, and since when they were seen.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    topic: TopicName.optional(),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    reassignments: z.array(
      z.object({
        topic: z.string(),
        partition: z.int(),
        replicas: z.array(z.int()),
        adding: z.array(z.int()),
        removing: z.array(z.int()),
        /** The first observation of the window that shows it; null before the first. */
        seenSince: z.iso.datetime().nullable(),
      }),
    ),
    ...paged,
  }),
});
