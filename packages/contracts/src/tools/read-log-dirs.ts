import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { Forecast } from './forecast.ts';
import { Visibility } from './paging.ts';

export const readLogDirs = defineTool({
  name: 'read_log_dirs',
  title: 'Read log dirs',
  description:
    'Disks of the brokers: size, free space, what Kafka keeps there, the largest topics, and when a disk will be full.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    broker: z.int().min(0).optional().describe('default: every broker'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    windowSeconds: z.number(),
    dirs: z.array(
      z.object({
        broker: z.int(),
        path: z.string(),
        /** Of the volume, bytes; null where the broker does not say (before Kafka 3.3). */
        totalBytes: z.number().nullable(),
        usableBytes: z.number().nullable(),
        /** Replicas kept there, bytes. */
        kafkaBytes: z.number(),
        /** Kafka's error where the directory is offline. */
        error: z.string().nullable(),
        /** Until no space is usable; null where it does not shrink. */
        full: Forecast.nullable(),
        largestTopics: z.array(z.object({ topic: z.string(), bytes: z.number() })).max(10),
      }),
    ),
    visibility: Visibility,
  }),
});
