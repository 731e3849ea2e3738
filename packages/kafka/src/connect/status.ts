import type { ConnectorObservation } from '@sremesh/contracts';
import { z } from 'zod';

const lineLength = 500;

/** What `GET /connectors/{name}/status` answers. */
export const Status = z.object({
  name: z.string(),
  connector: z.object({ state: z.string() }),
  tasks: z.array(
    z.object({
      id: z.int(),
      state: z.string(),
      worker_id: z.string().default(''),
      trace: z.string().nullish(),
    }),
  ),
  type: z.string().optional(),
});
export type Status = z.infer<typeof Status>;

/** The status in our words; `shorten` says how much of a stack trace is kept. */
export const stateOf = (
  { name, type, connector, tasks }: Status,
  shorten: (trace: string) => string,
): ConnectorObservation => ({
  name,
  type: type === 'source' || type === 'sink' ? type : 'unknown',
  state: connector.state,
  tasks: tasks
    .map(({ id, state, worker_id: workerId, trace }) => ({
      id,
      state,
      workerId,
      trace: trace === undefined || trace === null || trace === '' ? null : shorten(trace),
    }))
    .toSorted((a, b) => a.id - b.id),
});

export const firstLine = (trace: string): string =>
  (trace.split('\n', 1)[0] ?? '').trim().slice(0, lineLength);
