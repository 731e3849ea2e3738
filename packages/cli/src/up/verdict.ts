import { isBenign, isClosed, type CauseName, type Incident } from '@sremesh/contracts';

/** What became of a fault, judged by its incident alone. */
export interface Verdict {
  ok: boolean;
  /** In one line. */
  reason: string;
}

/**
 * Judges an incident against the cause that was injected; undefined while it is not settled. A fault is healed when the
 * incident is resolved and each step was applied and verified, the later restore too; a benign one is to be suppressed.
 */
export function judge(incident: Incident, cause: CauseName): Verdict | undefined {
  if (!isClosed(incident.status)) return undefined;
  if (isBenign(cause)) return judgeBenign(incident, cause);
  // On its way to the edge a fault may look harmless and be suppressed as such; its own incident is yet to come.
  if (incident.status === 'suppressed') return undefined;
  if (incident.cause !== cause) return wrong(`diagnosed as ${incident.cause ?? 'unknown'}, not ${cause}`);
  if (incident.status !== 'resolved')
    return wrong(`${incident.status}: ${incident.reason ?? 'no reason given'}`);
  const steps = (incident.proposal?.steps ?? []).map((step, index) => ({
    purpose: step.purpose,
    runs: incident.execution.filter((entry) => entry.step === index && entry.direction === 'forward'),
  }));
  if (steps.length === 0) return wrong('resolved without a step');
  const failed = steps.findIndex(({ runs }) => runs.some(({ verified }) => verified === false));
  if (failed !== -1) return wrong(`step ${failed + 1} was applied and its verification failed`);
  const missing = steps.filter(({ runs }) => !runs.some(({ verified }) => verified === true));
  if (missing.some(({ purpose }) => purpose === 'remedy'))
    return wrong('resolved, but no applied remedy was verified');
  if (missing.length > 0) return undefined;
  return { ok: true, reason: `${cause}: detected, diagnosed, healed and verified` };
}

function judgeBenign(incident: Incident, cause: CauseName): Verdict {
  if (incident.status !== 'suppressed')
    return wrong(`${incident.status}, though ${cause} needs nothing done`);
  if (incident.cause !== cause) return wrong(`suppressed as ${incident.cause ?? 'unknown'}, not ${cause}`);
  return { ok: true, reason: `${cause}: seen and suppressed: ${incident.reason ?? ''}` };
}

const wrong = (reason: string): Verdict => ({ ok: false, reason });
