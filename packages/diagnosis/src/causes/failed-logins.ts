import type { Facts } from '../evidence/facts.ts';
import { brokerHealthCall } from './broker-calls.ts';

/** A reading of metrics comes this much later than what it counts, and a symptom's beginning is as finely seen. Milliseconds. */
const finenessMs = 3000;

/** Logins that failed since a symptom began. */
export interface FailedLogins {
  count: number;
  /** `count` without what would have failed anyway, going by the time before. */
  beyondUsual: number;
  /** For how long they were counted. */
  seconds: number;
  evidenceIds: string[];
}

/** Undefined where the brokers' metrics could not be read. */
export function failedLoginsSince(facts: Facts): FailedLogins | undefined {
  const health = facts.read(brokerHealthCall);
  const failures = health?.output.failedAuthentications ?? null;
  if (health === undefined || failures === null) return undefined;
  const { observedAt, windowSeconds } = health.output;
  const now = Date.parse(observedAt);
  const seconds = Math.max(1, (now - beginningOf(facts)) / 1000);
  const since = now - seconds * 1000;
  const sum = (isMeant: (at: number) => boolean) =>
    failures.reduce((total, { at, count }) => total + (isMeant(Date.parse(at)) ? count : 0), 0);
  const count = sum((at) => at >= since);
  const secondsBefore = windowSeconds - seconds;
  const usual = secondsBefore > 0 ? (sum((at) => at < since) / secondsBefore) * seconds : 0;
  return {
    count,
    beyondUsual: Math.max(0, count - usual),
    seconds,
    evidenceIds: [health.evidenceId],
  };
}

/** When whoever is concerned was last heard of: a group learns of a member that died only after a while. Epoch ms. */
function beginningOf({ detection }: Facts): number {
  const { silentSeconds = 0 } = detection.measures;
  const silent = Date.parse(detection.observedAt) - silentSeconds * 1000;
  return Math.min(Date.parse(detection.since), silent) - finenessMs;
}
