import type { ConnectorObservation, Detection } from '@sremesh/contracts';
import { firstOfRun, readingsOf } from '../series/readings.ts';
import { count, named } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** A connector of Kafka Connect that failed, or one of whose tasks did. One that was paused or stopped did not. */
export const connectorFailed: Detector = (window) => {
  const now = window.at(-1);
  const failed = now?.connectors?.connectors.filter(hasFailed) ?? [];
  if (now === undefined || failed.length === 0) return [];
  const readings = readingsOf(window, 'connectors');
  return failed.map((connector): Detection => {
    const { name, tasks, state } = connector;
    const first = firstOfRun(readings, ({ connectors }) =>
      connectors.some((found) => found.name === name && hasFailed(found)),
    );
    const failedTasks = tasks.filter((task) => task.state === 'FAILED');
    const trace = failedTasks.find((task) => task.trace !== null)?.trace ?? null;
    return {
      symptom: 'connector-failed',
      cluster: now.cluster,
      resources: [{ kind: 'connector', name }],
      severity: 2,
      observedAt: isoTime(now.at),
      since: isoTime(Math.min(now.at, first?.at ?? now.at)),
      summary:
        `Connector ${named(name)} is ${named(state)}; ${failedTasks.length} of its ${count(tasks.length, 'task')} failed` +
        `${trace === null ? '' : `: ${named(trace)}`}.`,
      measures: { tasks: tasks.length, failedTasks: failedTasks.length },
    };
  });
};

const hasFailed = ({ state, tasks }: ConnectorObservation): boolean =>
  state === 'FAILED' || tasks.some((task) => task.state === 'FAILED');
