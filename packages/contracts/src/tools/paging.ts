import { z } from 'zod';

/** Arguments of every tool that lists. Items come in a stable order; a cursor goes on behind the last one shown. */
export const page = {
  limit: z.int().min(1).max(1000).default(200).describe('items at most'),
  cursor: z.string().max(10_000).optional().describe('nextCursor of the page before'),
};

/** What every tool that lists answers besides its items. */
export const paged = {
  /** Matching items in all, this page and the others. */
  total: z.int(),
  /** null on the last page. */
  nextCursor: z.string().nullable(),
  /** Where all matching items of this reading can be fetched (`fetch_result`) while it is kept; null where the page has them all, and for a page by cursor. */
  claim: z.string().nullable(),
};

/**
 * Whether the reader's Kafka user sees everything there is. Kafka leaves out what a user may not describe without
 * saying so; an empty list with `complete: false` means "not allowed to see", and not "none".
 */
export const Visibility = z.object({
  /** null where this cannot be known. */
  complete: z.boolean().nullable(),
  /** What is missing, and the ACL that would show it; null where nothing is. */
  note: z.string().nullable(),
});
export type Visibility = z.infer<typeof Visibility>;
