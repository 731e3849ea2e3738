import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { page, paged } from './paging.ts';

export const listSchemas = defineTool({
  name: 'list_schemas',
  title: 'List schemas',
  description:
    'Subjects of the schema registry: newest version, compatibility level, and whether that version fits the one before.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    subject: z.string().max(300).optional().describe('prefix of its name'),
    onlyIncompatible: z.boolean().default(false),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    /** Whether a schema registry is configured (SCHEMA_REGISTRY_URL); without one there are no subjects to tell of. */
    configured: z.boolean(),
    subjects: z.array(
      z.object({
        subject: z.string(),
        version: z.int(),
        id: z.int(),
        /** NONE, BACKWARD, FORWARD, FULL … and their _TRANSITIVE forms; null where it cannot be read. */
        compatibility: z.string().nullable(),
        /** When the mesh first saw this version; null before the first sweep. */
        seenAt: z.iso.datetime().nullable(),
        /** null for the first version, and for what is no Avro schema that stands by itself. */
        compatibleWithPrevious: z
          .object({ backward: z.boolean(), forward: z.boolean(), messages: z.array(z.string()).max(20) })
          .nullable(),
      }),
    ),
    ...paged,
  }),
});
