import { z } from 'zod';

export const LearningConfig = z.object({
  /** A directory of runbooks, one Markdown file for each cause. */
  SREMESH_RUNBOOKS_DIR: z.string(),
});
export type LearningConfig = z.infer<typeof LearningConfig>;
