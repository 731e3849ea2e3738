import type { Facts } from '../evidence/facts.ts';
import { count, duration } from '../text.ts';
import { brokerHealthCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { groupCall, lagCall, present } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { failedLoginsSince } from './failed-logins.ts';
import { grade } from './grade.ts';
import { everywhereAtOnce, membership } from './member-signs.ts';

/** How many logins failed since it began; one or two are a person's. */
const loginsFail: Signal = {
  name: 'logins-fail',
  weigh(facts) {
    const failed = failedLoginsSince(facts);
    if (failed === undefined || ofAGroup(facts)) return undefined;
    return {
      logLikelihoodRatio: grade(failed.count, [
        [0, -4],
        [2, -2],
        [4, 2],
        [10, 4],
        [40, 5],
      ]),
      because: `${count(failed.count, 'login')} failed in the ${duration(failed.seconds)} since it began.`,
      evidenceIds: failed.evidenceIds,
    };
  },
};

/**
 * Whether logins failed since a group was last heard of. A client that is started again with a wrong password tries only
 * once or twice in the first seconds, as a person may do who mistypes; but it does not leave it at that.
 */
const keepsTrying: Signal = {
  name: 'keeps-trying',
  weigh(facts) {
    const failed = failedLoginsSince(facts);
    if (!ofAGroup(facts)) return undefined;
    if (failed === undefined) {
      const because = 'Failed logins are not known, and most groups without members are merely not running.';
      return { logLikelihoodRatio: -2.5, because, evidenceIds: [] };
    }
    const { count: total, beyondUsual, seconds, evidenceIds } = failed;
    const leftAtThat = grade(seconds, [
      [8, 0],
      [14, -2],
    ]);
    const strength = grade(beyondUsual, [
      [0, -5.5],
      [1, -0.1],
      [2, 0.25],
      [3, 2],
      [6, 3.5],
      [20, 4.5],
    ]);
    return {
      logLikelihoodRatio: strength + (beyondUsual < 3 ? leftAtThat : 0),
      because: `${count(total, 'login')} failed in the ${duration(seconds)} since the group was last heard of.`,
      evidenceIds,
    };
  },
};

const ofAGroup = ({ detection }: Facts): boolean => detection.symptom === 'group-without-members';

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
  gather: (detection) => present(brokerHealthCall, lagCall(detection), groupCall(detection)),
  signals: [
    loginsFail,
    keepsTrying,
    againAndAgain,
    everywhereAtOnce,
    membership({ memberless: 3, stable: -4, rebalancing: -4 }),
  ],
  response: {
    remedies: [
      byHand('restore-credentials', 'give the client the right password, or set the one it has'),
      byHand('stop-client', 'stop the client that keeps trying'),
    ],
  },
};
