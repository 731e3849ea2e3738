import type { ToolOutput } from '@sremesh/contracts';

/** What describe_topics answers besides its partitions where one page has them all. */
export const onePage = {
  nextCursor: null,
  claim: null,
  visibility: { complete: true, note: null },
} satisfies Partial<ToolOutput<'describe_topics'>>;
