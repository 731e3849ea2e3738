import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';

export const readThrottling = defineTool({
  name: 'read_throttling',
  title: 'Read throttling',
  description:
    'Clients that the brokers are slowing down now because of a quota, by how much, and the quota that applies.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    user: z.string().max(300).optional(),
    clientId: z.string().max(300).optional(),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    /** Whether the brokers' metrics can be read at all (KAFKA_METRICS_URLS); without them nothing is known of throttling. */
    metrics: z.boolean(),
    clients: z
      .array(
        z.object({
          user: z.string(),
          clientId: z.string(),
          request: z.enum(['Produce', 'Fetch', 'Request']),
          /** Average throttle time, milliseconds, by broker that throttles; the worst broker's. */
          throttleMs: z.number(),
          brokers: z.array(z.int()),
          /** Seconds within the window that the client was seen throttled. */
          throttledSeconds: z.number(),
          /** The quota that applies, in the unit of its name; null where it cannot be read. */
          quota: z.object({ name: z.string(), limit: z.number(), entity: z.string() }).nullable(),
        }),
      )
      .max(200),
    windowSeconds: z.number(),
  }),
});
