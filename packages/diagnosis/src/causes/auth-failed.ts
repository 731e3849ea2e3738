import { count, duration } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

/** How many logins failed of late; one or two are a person's. */
const loginsFail: Signal = {
  name: 'logins-fail',
  weigh(facts) {
    const health = facts.read(brokerHealthCall);
    if (health === undefined || !health.output.metrics) return undefined;
    const { brokers, windowSeconds } = health.output;
    const failed =
      windowSeconds * brokers.reduce((sum, broker) => sum + (broker.failedAuthenticationsPerSecond ?? 0), 0);
    return {
      logLikelihoodRatio: grade(failed, [
        [0, -4],
        [2, -2],
        [4, 2],
        [10, 4],
        [40, 5],
      ]),
      because: `${count(failed, 'login')} failed within ${duration(windowSeconds)}.`,
      evidenceIds: [health.evidenceId],
    };
  },
};

/** What the detector counted in this episode. */
const againAndAgain: Signal = {
  name: 'again-and-again',
  weigh({ detection }) {
    const { failedLogins, readingsWithFailures = 1 } = detection.measures;
    if (detection.symptom !== 'authentication-failures' || failedLogins === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(failedLogins, [
        [2, 0],
        [4, 1.5],
        [20, 2.5],
      ]),
      because: `${count(failedLogins, 'login')} failed one soon after the other, in ${count(readingsWithFailures, 'reading')}.`,
      evidenceIds: [],
    };
  },
};

export const authFailed: Cause = {
  name: 'client.auth-failed',
  title: 'a client keeps failing to log in, as with a wrong or expired password',
  raisedBy: ['authentication-failures', 'group-without-members'],
  explainedBy: [],
  gather: () => [brokerHealthCall],
  signals: [loginsFail, againAndAgain],
  response: {
    remedies: [
      byHand('restore-credentials', 'give the client the right password, or set the one it has'),
      byHand('stop-client', 'stop the client that keeps trying'),
    ],
  },
};
