import { z } from 'zod';

/** What a lease's key holds. The revision of the key is what contenders compare. */
export const LeaseRecord = z.object({
  /** Instance of the holder; null once it was given back. */
  holder: z.string().nullable(),
  /** Made anew by each contender, so that a process is never taken for an earlier one of the same name. */
  nonce: z.string(),
  /** Grows whenever holding begins; never shared by two holders. */
  term: z.int().min(1),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;
