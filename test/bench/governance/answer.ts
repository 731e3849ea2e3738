import type { ToolOutput } from '@sremesh/contracts';

/** What every server of the benchmark answers, so that they differ only in how. */
export const answer: ToolOutput<'recall_lessons'> = { lessons: [], applied: 3, resolved: 2 };
