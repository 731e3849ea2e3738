import { z } from 'zod';

/** Something an incident is about. `name` is text from outside: shown and compared, never interpreted. */
export const Resource = z.object({
  kind: z.enum([
    'cluster',
    'broker',
    /** `{broker id}:{path}` */
    'log-dir',
    'topic',
    /** `{topic}/{partition}` */
    'partition',
    'consumer-group',
    /** `User:{name}` */
    'principal',
    /** `{user}/{client id}`, either may be empty. */
    'client',
    'connector',
    /** Of the schema registry. */
    'subject',
  ]),
  name: z.string().max(1100),
});
export type Resource = z.infer<typeof Resource>;
