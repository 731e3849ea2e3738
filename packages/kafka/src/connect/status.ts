import type { ConnectorObservation } from '@sremesh/contracts';
import { z } from 'zod';

const lineLength = 300;
const causedBy = 'Caused by: ';

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

/** The first line, and that of the innermost cause, which says what really happened. */
export function gist(trace: string): string {
  const lines = trace.split('\n').map((line) => line.trim());
  const cause = lines.findLast((line) => line.startsWith(causedBy));
  const first = (lines[0] ?? '').slice(0, lineLength);
  return cause === undefined ? first : `${first} (${cause.slice(0, lineLength)})`;
}
