import { isBenign, isClosed, type CauseName, type Incident } from '@sremesh/contracts';

/** What became of a fault, judged by its incident alone. */
export interface Verdict {
  ok: boolean;
  /** In one line. */
  reason: string;
}

/** What an incident is judged against. */
export interface Expected {
  cause: CauseName;
  /** Causes that are true of the fault too, earlier. */
  beginsAs?: readonly CauseName[] | undefined;
}

/**
 * Judges an incident against the cause that was injected; undefined while it is not settled. A fault is healed when the
 * incident is resolved and each step was applied and verified, the later restore too; a benign one is to be suppressed.
 */
export function judge(incident: Incident, { cause, beginsAs = [] }: Expected): Verdict | undefined {
  if (!isClosed(incident.status)) return undefined;
  if (isBenign(cause)) return judgeBenign(incident, cause);
  // On its way to the edge a fault may look harmless and be suppressed as such; its own incident is yet to come.
  if (incident.status === 'suppressed') return undefined;
  // As it may after it was seen for what it is so far, and left to people without a step.
  const early = beginsAs.some((each) => each === incident.cause);
  if (early && incident.status === 'escalated' && incident.execution.length === 0) return undefined;
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
