import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { page, paged } from './paging.ts';

export const listConnectors = defineTool({
  name: 'list_connectors',
  title: 'List connectors',
  description: 'Connectors of Kafka Connect with the state of each and of its tasks.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    onlyFailed: z.boolean().default(false).describe('a connector that failed, or one of whose tasks did'),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    /** Whether Kafka Connect is configured (KAFKA_CONNECT_URL); without it there are no connectors to tell of. */
    configured: z.boolean(),
    connectors: z.array(
      z.object({
        name: z.string(),
        type: z.enum(['source', 'sink', 'unknown']),
        state: z.string(),
        tasks: z.int(),
        failedTasks: z.int(),
      }),
    ),
    ...paged,
  }),
});
