import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { causes } from '../causes.ts';

/** What a closed incident taught. */
export const Lesson = z.object({
  id: z.string(),
  incident: z.string(),
  tenant: z.string(),
  cause: z.enum(causes).nullable(),
  /** How the incident closed. */
  outcome: z.enum(['resolved', 'undone', 'escalated', 'suppressed', 'refused']),
  resources: z.array(z.object({ kind: z.string(), name: z.string() })),
  /** Tools of the steps that were applied, in order. */
  remedies: z.array(z.string()),
  /** From opening to closing. */
  durationMs: z.number(),
  learnedAt: z.iso.datetime(),
  summary: z.string(),
});
export type Lesson = z.infer<typeof Lesson>;

export const recallLessons = defineTool({
  name: 'recall_lessons',
  title: 'Recall lessons',
  description: 'What earlier incidents of a cause taught, newest first, and how often its remedies helped.',
  server: 'learning',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({ cause: z.enum(causes), limit: z.int().min(1).max(50).default(10) }),
  output: z.object({
    lessons: z.array(Lesson),
    /** Closed incidents of this cause in which a step was applied, and how many of them ended resolved. */
    applied: z.int(),
    resolved: z.int(),
  }),
});
