import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { causes } from '../causes.ts';

/** Sections that each runbook has, in this order. */
export const runbookSections = ['meaning', 'impact', 'check', 'fix', 'verify', 'prevent'] as const;

export const fetchRunbookSection = defineTool({
  name: 'fetch_runbook_section',
  title: 'Fetch runbook section',
  description: 'The reviewed runbook of a cause, or one section of it, as Markdown.',
  server: 'learning',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    cause: z.enum(causes),
    section: z.enum(runbookSections).optional().describe('default: all of it'),
  }),
  output: z.object({
    cause: z.enum(causes),
    title: z.string(),
    /** The day of the last review, YYYY-MM-DD. */
    reviewed: z.iso.date(),
    sections: z.array(z.object({ section: z.enum(runbookSections), markdown: z.string() })),
  }),
});
