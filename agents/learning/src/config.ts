import { z } from 'zod';

/** Learning needs nothing but its place on the mesh. */
export const LearningConfig = z.object({});
export type LearningConfig = z.infer<typeof LearningConfig>;
