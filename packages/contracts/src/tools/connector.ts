import { z } from 'zod';

/** A connector as Kafka Connect reports it. */
export const ConnectorShape = z.object({
  name: z.string(),
  type: z.enum(['source', 'sink', 'unknown']),
  /** RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING. */
  state: z.string(),
  tasks: z
    .array(
      z.object({
        id: z.int(),
        state: z.string(),
        workerId: z.string(),
        trace: z.string().max(4000).nullable(),
      }),
    )
    .max(500),
});
