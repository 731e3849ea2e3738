import { z } from 'zod';

const Result = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('applied'), reason: z.string(), postState: z.json() }),
  z.object({ outcome: z.enum(['failed', 'refused', 'expired', 'prestate_changed']), reason: z.string() }),
]);
export type Result = z.infer<typeof Result>;

/** What became of one grant, by grant id: the write-ahead intent, then the result. It makes a grant single use. */
export const Execution = z.object({
  grantId: z.string(),
  /** The one handoff that may use the grant. */
  workId: z.string(),
  tenant: z.string(),
  incident: z.string(),
  traceparent: z.string(),
  step: z.int(),
  direction: z.enum(['forward', 'rollback']),
  tool: z.string(),
  /** The replica that acts on it; it changes hands by revision. */
  instance: z.string(),
  /** As read before anything was done; null where nothing was read. */
  preState: z.json(),
  at: z.iso.datetime(),
  /** null while only intended. */
  result: Result.nullable(),
});
export type Execution = z.infer<typeof Execution>;
