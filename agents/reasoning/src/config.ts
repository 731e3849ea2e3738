import { z } from 'zod';

/** Reasoning needs nothing but its place on the mesh: it holds no cluster credentials. */
export const ReasoningConfig = z.object({});
export type ReasoningConfig = z.infer<typeof ReasoningConfig>;
