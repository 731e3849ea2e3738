import { isBenign, type CauseName } from '@sremesh/contracts';
import type { CampaignResult } from './campaign.ts';
import type { Trial, TrialIncident } from './trial.ts';

/** How a cause fared over its variants. */
export interface CauseScore {
  cause: CauseName;
  /** Trials whose symptom showed; the others are not scored, and listed. */
  scored: number;
  detected: number;
  right: number;
  /** From the symptom being visible to the incident being open, seconds, below 0 where it was quicker; of each detected trial. */
  detectSeconds: number[];
  /** Of the first hypothesis. */
  confidences: number[];
}

export interface Score {
  causes: CauseScore[];
  scored: number;
  detected: number;
  right: number;
  detectSeconds: number[];
  /** First hypotheses: how sure, and whether right. */
  judged: { confidence: number; right: boolean }[];
  /** Incidents on controls, and about nothing that was put in, that call for a person: those that were suppressed do not. */
  falseAlarms: number;
  /** Incidents beside the scored one that name another cause than the fault or what it begins as. */
  misleading: number;
  notCarriedOut: Trial[];
}

/** An incident that was suppressed is in the record, and wakes nobody. */
export const isAlarm = ({ status }: TrialIncident): boolean => status !== 'suppressed';

/** A benign fault is right only if it was left alone, too. */
export const isRight = ({ cause, incident }: Trial): boolean =>
  incident?.first?.cause === cause && (!isBenign(cause) || incident.status === 'suppressed');

export function scoreOf({ trials, controls, strays }: CampaignResult): Score {
  const scored = trials.filter(({ failure, visibleAt }) => failure === null && visibleAt !== null);
  const causes = [...Map.groupBy(scored, ({ cause }) => cause)].map(([cause, own]) => ({
    cause,
    ...countsOf(own),
    confidences: own.flatMap(({ incident }) => incident?.first?.confidence ?? []),
  }));
  return {
    causes: causes.toSorted((a, b) => (a.cause < b.cause ? -1 : 1)),
    ...countsOf(scored),
    judged: scored.flatMap((trial) =>
      trial.incident?.first == null
        ? []
        : [{ confidence: trial.incident.first.confidence, right: isRight(trial) }],
    ),
    falseAlarms: [...controls.flatMap(({ alarms }) => alarms), ...strays].filter(isAlarm).length,
    misleading: scored.reduce(
      (sum, { cause, others }) =>
        sum + others.filter(({ first, status }) => status !== 'suppressed' && first?.cause !== cause).length,
      0,
    ),
    notCarriedOut: trials.filter((trial) => !scored.includes(trial)),
  };
}

const countsOf = (trials: readonly Trial[]) => ({
  scored: trials.length,
  detected: trials.filter(({ incident }) => incident !== null).length,
  right: trials.filter(isRight).length,
  detectSeconds: trials.flatMap(({ incident, visibleAt }) =>
    incident === null || visibleAt === null ? [] : [(incident.openedAt - visibleAt) / 1000],
  ),
});
