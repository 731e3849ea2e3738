import { z } from 'zod';
import { causes } from '../causes.ts';

/** `unknown` is what remains when no known cause explains the evidence. */
export const Hypothesis = z.object({
  cause: z.enum([...causes, 'unknown']),
  /** Posterior over all hypotheses of the incident; they add up to 1. */
  confidence: z.number().min(0).max(1),
  evidenceIds: z.array(z.string()),
  /** What spoke for it and against it, in words. */
  because: z.array(z.string()),
  /** Evidence that would have counted and could not be had. */
  missing: z.array(z.string()),
});
export type Hypothesis = z.infer<typeof Hypothesis>;
