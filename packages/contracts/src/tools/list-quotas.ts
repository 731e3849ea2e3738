import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { page, paged, Visibility } from './paging.ts';

export const listQuotas = defineTool({
  name: 'list_quotas',
  title: 'List quotas',
  description: 'Client quotas by user, client id and IP address.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    quotas: z.array(
      z.object({
        /** null: the default of all; absent: the quota does not look at it. */
        user: z.string().nullable().optional(),
        clientId: z.string().nullable().optional(),
        ip: z.string().nullable().optional(),
        /** producer_byte_rate, consumer_byte_rate (bytes/s), request_percentage, controller_mutation_rate, connection_creation_rate. */
        limits: z.record(z.string(), z.number()),
      }),
    ),
    ...paged,
    visibility: Visibility,
  }),
});
