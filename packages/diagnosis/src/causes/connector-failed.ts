import { named } from '../text.ts';
import { byHand } from './by-hand.ts';
import { present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { connectorCall } from './client-calls.ts';

/** Whether the connector, or a task of it, failed. */
const hasFailed: Signal = {
  name: 'has-failed',
  weigh(facts) {
    const call = connectorCall(facts.detection);
    if (call === undefined) {
      return {
        logLikelihoodRatio: -5,
        because: 'The group is not that of a sink connector.',
        evidenceIds: [],
      };
    }
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

export const connectorTaskFailed: Cause = {
  name: 'connector.task-failed',
  title: 'a connector of Kafka Connect, or a task of it, failed',
  raisedBy: ['connector-failed', 'lag-growing', 'group-without-members', 'position-stuck'],
  explainedBy: [],
  gather: (detection) => present(connectorCall(detection)),
  signals: [hasFailed],
  response: {
    remedies: [
      byHand('restart-failed-tasks', 'mend what the trace names, then restart the failed tasks'),
      byHand('reconfigure-connector', 'let the connector tolerate the records that it fails on'),
    ],
  },
};
