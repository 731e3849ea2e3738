import { z } from 'zod';

/** Something an incident is about. `name` is text from outside: shown and compared, never interpreted. */
export const Resource = z.object({
  kind: z.enum(['cluster', 'broker', 'topic', 'partition', 'consumer-group']),
  name: z.string().max(1100),
});
export type Resource = z.infer<typeof Resource>;
