import { z } from 'zod';

/** One reading, cited by id. The whole tool output is kept under `digest`; `value` is what it comes down to. */
export const Evidence = z.object({
  /** `ev-` and the first 12 hex digits of the digest. */
  id: z.string().regex(/^ev-[0-9a-f]{12}$/),
  digest: z.string(),
  tool: z.string(),
  args: z.record(z.string(), z.json()),
  /** What span of time it speaks of. */
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  summary: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
  unit: z.string().nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

/** Where the whole output is kept in bucket `evidence`. */
export const evidenceKey = ({ digest }: Pick<Evidence, 'digest'>): string => digest.replace(':', '-');
