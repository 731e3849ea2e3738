import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { TopicName } from './kafka-names.ts';

export const consumeMessages = defineTool({
  name: 'consume_messages',
  title: 'Consume messages',
  description:
    'A few records of a topic, bounded and with secrets blanked out. Joins no group and commits nothing. No default policy permits it.',
  server: 'perception',
  delivery: 'request',
  callers: ['gateway'],
  role: 'operator',
  facts: ({ topic, limit }) => ({ topic, limit }),
  annotations: readOnly,
  input: z.object({
    topic: TopicName,
    partition: z.int().min(0).optional().describe('default: every partition'),
    from: z
      .union([
        z.enum(['earliest', 'latest']),
        z.object({ offset: z.int().min(0) }),
        z.object({ timestamp: z.iso.datetime() }),
      ])
      .default('latest')
      .describe('latest: the last ones there are'),
    limit: z.int().min(1).max(100).default(10),
    maxBytes: z.int().min(1).max(16_384).default(1024).describe('of a key or value that are shown'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    topic: z.string(),
    messages: z.array(
      z.object({
        partition: z.int(),
        offset: z.int(),
        timestamp: z.iso.datetime(),
        /** Text; base64 where it is none (`encoding`). */
        key: z.string().nullable(),
        value: z.string().nullable(),
        encoding: z.enum(['utf8', 'base64']),
        headers: z.record(z.string(), z.string()),
        keyBytes: z.int(),
        valueBytes: z.int(),
        truncated: z.boolean(),
        /** Places that were blanked out. */
        redactions: z.int(),
      }),
    ),
    /** Batches that could not be read, with the reason. */
    unreadable: z.array(z.object({ partition: z.int(), reason: z.string() })).max(100),
  }),
});
