import type { CauseName, Incident, Resource } from '@sremesh/contracts';

/** One fault, in one variant, put into a running mesh once. */
export interface Trial {
  cause: CauseName;
  variant: string;
  seed: number;
  resources: Resource[];
  /** Epoch milliseconds when anybody could see the symptom; null where it never showed (then nothing is scored). */
  visibleAt: number | null;
  /** The incident that is scored, with what it says when it had settled. */
  incident: TrialIncident | null;
  /** Other incidents about the fault's resources, opened while it was there. */
  others: TrialIncident[];
  /** Why it could not be carried out, or null. */
  failure: string | null;
}

export interface TrialIncident {
  id: string;
  status: Incident['status'];
  symptom: string;
  openedAt: number;
  diagnosedAt: number | null;
  /** Of the first hypothesis; null before there is one. */
  first: { cause: string; confidence: number } | null;
  second: { cause: string; confidence: number } | null;
  summary: string;
}

/** A healthy situation that was watched; every incident is a false alarm. */
export interface ControlRun {
  name: string;
  variant: string;
  seed: number;
  watchedSeconds: number;
  alarms: TrialIncident[];
  failure: string | null;
}

export function trialIncident(incident: Incident): TrialIncident {
  const [first, second] = incident.hypotheses;
  const short = (hypothesis: typeof first) =>
    hypothesis === undefined ? null : { cause: hypothesis.cause, confidence: hypothesis.confidence };
  return {
    id: incident.id,
    status: incident.status,
    symptom: incident.symptom,
    openedAt: Date.parse(incident.openedAt),
    diagnosedAt: incident.diagnosedAt === null ? null : Date.parse(incident.diagnosedAt),
    first: short(first),
    second: short(second),
    summary: incident.summary,
  };
}

export const isAbout = (incident: Incident, resources: readonly Resource[]): boolean =>
  incident.resources.some(({ kind, name }) =>
    resources.some((resource) => resource.kind === kind && resource.name === name),
  );

export const openedSince = ({ openedAt }: Incident, since: number): boolean => Date.parse(openedAt) >= since;
