import { count, duration } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import type { Cause, Signal } from './cause.ts';
import { failedLoginsSince } from './failed-logins.ts';
import { grade } from './grade.ts';

/**
 * How many logins failed since it began. A client that is started again with a wrong password tries only a few times in
 * the first seconds; one or two failures in that time may also be a person's.
 */
const loginsFail: Signal = {
  name: 'logins-fail',
  weigh(facts) {
    const failed = failedLoginsSince(facts);
    if (failed === undefined) return undefined;
    const { count: total, beyondUsual, seconds, evidenceIds } = failed;
    return {
      logLikelihoodRatio:
        facts.detection.symptom === 'authentication-failures'
          ? grade(total, [
              [0, -4],
              [2, -2],
              [4, 2],
              [10, 4],
              [40, 5],
            ])
          : grade(beyondUsual, [
              [0, -4],
              [1, 1],
              [2, 3],
              [3, 5],
              [6, 6],
              [20, 7],
            ]),
      because: `${count(total, 'login')} failed in the ${duration(seconds)} since it began.`,
      evidenceIds,
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
