import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';

export const fetchResult = defineTool({
  name: 'fetch_result',
  title: 'Fetch result',
  description: 'A part of the whole answer that a listing tool gave a claim for; it is kept for ten minutes.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    claim: z.string().regex(/^[0-9a-f]{32}$/, 'not a claim of a listing tool'),
    part: z.int().min(0).default(0),
  }),
  output: z.object({
    tool: z.string(),
    observedAt: z.iso.datetime(),
    part: z.int(),
    parts: z.int(),
    items: z.array(z.json()),
  }),
});
