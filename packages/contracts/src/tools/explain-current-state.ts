import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { causes } from '../causes.ts';
import { Detection } from '../incident/detection.ts';
import { Evidence } from '../incident/evidence.ts';
import { Hypothesis } from '../incident/hypothesis.ts';
import { Resource } from '../incident/resource.ts';

export const explainCurrentState = defineTool({
  name: 'explain_current_state',
  title: 'Explain current state',
  description:
    'What is wrong now, why, and how that is known: a diagnosis in sentences, each linked to the readings it rests on.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    focus: Resource.optional().describe('only what concerns this resource; default: the whole cluster'),
    depth: z.int().min(1).max(10).default(5).describe('symptoms that are looked into, the worst first'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    cluster: z.string(),
    windowSeconds: z.number(),
    /** Nothing was found wrong, by what could be seen. */
    healthy: z.boolean(),
    sentences: z.array(z.object({ text: z.string(), evidenceIds: z.array(z.string()) })),
    findings: z.array(
      z.object({ detection: Detection, hypotheses: z.array(Hypothesis), runbook: z.enum(causes).nullable() }),
    ),
    /** Each can be checked by calling its tool with its arguments. */
    evidence: z.array(Evidence),
    /** What could not be looked at, and why. */
    notSeen: z.array(z.string()),
  }),
});
