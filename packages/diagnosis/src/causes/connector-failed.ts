import { count, named } from '../text.ts';
import { byHand } from './by-hand.ts';
import { present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { connectorCall, failedConnectorsCall, sinkOf } from './client-calls.ts';

/** Whether the connector, or a task of it, failed. */
const hasFailed: Signal = {
  name: 'has-failed',
  weigh(facts) {
    const call = connectorCall(facts.detection);
    if (call === undefined) return undefined;
    const status = facts.read(call);
    if (status === undefined) return undefined;
    const { state, tasks, name } = status.output;
    const failed = tasks.filter((task) => task.state === 'FAILED').length;
    const hit = state === 'FAILED' || failed > 0;
    const trace = tasks.find((task) => task.trace !== null)?.trace?.split('\n', 1)[0];
    return {
      logLikelihoodRatio: hit ? 5.5 : -4,
      because:
        `Connector ${named(name)} is ${named(state)}, and ${failed} of ${tasks.length} tasks failed` +
        `${trace === undefined ? '' : `: ${named(trace)}`}.`,
      evidenceIds: [status.evidenceId],
    };
  },
};

/** Whether the group is that of a sink which failed: then that is why nobody reads. */
const sinkFailed: Signal = {
  name: 'sink-failed',
  weigh(facts) {
    if (connectorCall(facts.detection) !== undefined) return undefined;
    const sink = sinkOf(facts.detection);
    if (sink === undefined) {
      const because = 'The group is not that of a sink connector.';
      return { logLikelihoodRatio: -5, because, evidenceIds: [] };
    }
    const listed = facts.read(failedConnectorsCall(facts.detection));
    if (listed === undefined) return undefined;
    const evidenceIds = [listed.evidenceId];
    if (!listed.output.configured) {
      return { logLikelihoodRatio: -1.5, because: 'No Kafka Connect is configured.', evidenceIds };
    }
    const failed = listed.output.connectors.find(({ name }) => name === sink);
    return {
      logLikelihoodRatio: failed === undefined ? -4 : 7,
      because:
        failed === undefined
          ? `Connector ${named(sink)} is not among ${count(listed.output.total, 'connector')} that failed.`
          : `Connector ${named(sink)} is ${named(failed.state)}, and ${failed.failedTasks} of ${count(failed.tasks, 'task')} failed.`,
      evidenceIds,
    };
  },
};

export const connectorTaskFailed: Cause = {
  name: 'connector.task-failed',
  title: 'a connector of Kafka Connect, or a task of it, failed',
  raisedBy: ['connector-failed', 'lag-growing', 'group-without-members', 'position-stuck'],
  explainedBy: [],
  gather: (detection) => present(connectorCall(detection) ?? failedConnectorsCall(detection)),
  signals: [hasFailed, sinkFailed],
  response: {
    remedies: [
      byHand('restart-failed-tasks', 'mend what the trace names, then restart the failed tasks'),
      byHand('reconfigure-connector', 'let the connector tolerate the records that it fails on'),
    ],
  },
};
