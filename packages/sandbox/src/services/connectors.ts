import { waitUntil } from '../process/wait-until.ts';
import type { ConnectWorker } from './connect.ts';
import { rest, RestError } from './rest.ts';

type Config = Readonly<Record<string, string>>;

const busyMs = 30_000;

const connectorUrl = ({ url }: ConnectWorker, name: string): string =>
  `${url}/connectors/${encodeURIComponent(name)}`;

/** Makes a connector, and resolves when it has tasks; while Connect rebalances, it is asked again. */
export async function createConnector(connect: ConnectWorker, name: string, config: Config): Promise<void> {
  const wait = { timeoutMs: busyMs, everyMs: 100 };
  await waitUntil({ what: `connector ${name} made`, ...wait }, () =>
    rest('PUT', `${connectorUrl(connect, name)}/config`, config).then(() => true),
  );
  await waitUntil({ what: `connector ${name} has tasks`, ...wait }, async () => {
    const states = await taskStates(connect, name);
    return states.length > 0 && states.every((state) => state !== 'UNASSIGNED');
  });
}

/** As Connect itself reports them. */
export async function taskStates(connect: ConnectWorker, name: string): Promise<string[]> {
  const status = await rest('GET', `${connectorUrl(connect, name)}/status`);
  if (typeof status !== 'object' || status === null || !('tasks' in status)) return [];
  const tasks: unknown[] = Array.isArray(status.tasks) ? status.tasks : [];
  return tasks.flatMap((task) =>
    typeof task === 'object' && task !== null && 'state' in task ? [String(task.state)] : [],
  );
}

/** Resolves when it is gone; nothing to do where there is none. */
export async function deleteConnector(connect: ConnectWorker, name: string): Promise<void> {
  await waitUntil({ what: `connector ${name} deleted`, timeoutMs: busyMs, everyMs: 100 }, async () => {
    try {
      await rest('DELETE', connectorUrl(connect, name));
      return false;
    } catch (error) {
      if (error instanceof RestError && error.status === 404) return true;
      throw error;
    }
  });
}
