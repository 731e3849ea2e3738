import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { Visibility } from './paging.ts';

export const readBrokerHealth = defineTool({
  name: 'read_broker_health',
  title: 'Read broker health',
  description:
    'Per broker: whether it is up, replication trouble, leader and bytes skew, request latency, refused logins and requests.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    broker: z.int().min(0).optional().describe('default: every broker'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    windowSeconds: z.number(),
    /** Whether metrics of the brokers can be read (KAFKA_METRICS_URLS); without them latencies and refusals are not known. */
    metrics: z.boolean(),
    brokers: z.array(
      z.object({
        id: z.int(),
        up: z.boolean(),
        /** Seconds it has been absent within the window; 0 while it is up. */
        absentSeconds: z.number(),
        leaders: z.int(),
        replicas: z.int(),
        /** Replicas on this broker that are not in sync. */
        outOfSync: z.int(),
        /** Its leaderships over the mean of the brokers that are up; 1 is even. */
        leaderSkew: z.number().nullable(),
        /** Bytes it keeps over the mean of the brokers that are up. */
        bytesSkew: z.number().nullable(),
        /** 99th percentile of the total time, milliseconds. */
        requestMs: z.array(z.object({ request: z.string(), p99: z.number() })).nullable(),
        /** Over the window. */
        failedAuthenticationsPerSecond: z.number().nullable(),
        authorizationErrorsPerSecond: z
          .array(z.object({ request: z.string(), error: z.string(), perSecond: z.number() }))
          .nullable(),
      }),
    ),
    /** Failed logins by the reading that first counted them, of these brokers together, oldest first; null without metrics. */
    failedAuthentications: z
      .array(z.object({ at: z.iso.datetime(), count: z.int() }))
      .max(500)
      .nullable(),
    underReplicated: z.int(),
    underMinIsr: z.int(),
    offline: z.int(),
    /** Partitions in trouble, the worst first. */
    partitions: z
      .array(
        z.object({
          topic: z.string(),
          partition: z.int(),
          leader: z.int(),
          replicas: z.array(z.int()),
          isr: z.array(z.int()),
          minInsyncReplicas: z.int().nullable(),
          /** A reassignment of it is running. */
          reassigning: z.boolean(),
        }),
      )
      .max(100),
    omitted: z.int(),
    visibility: Visibility,
  }),
});
