import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';

export const checkSchemaCompatibility = defineTool({
  name: 'check_schema_compatibility',
  title: 'Check schema compatibility',
  description:
    'Whether a schema could be registered under a subject by its compatibility level, and what stands against it.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    subject: z.string().min(1).max(300),
    schema: z.string().min(1).max(200_000),
    schemaType: z.enum(['AVRO', 'JSON', 'PROTOBUF']).default('AVRO'),
    version: z.int().min(1).optional().describe('to compare with; default: the newest'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    subject: z.string(),
    compatible: z.boolean(),
    level: z.string().nullable(),
    messages: z.array(z.string()).max(50),
  }),
});
