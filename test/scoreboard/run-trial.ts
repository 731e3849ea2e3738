import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, isClosed, type Incident } from '@sremesh/contracts';
import type { Fault, Sandbox, Variant } from '@sremesh/sandbox';
import type { IncidentFeed } from './incident-feed.ts';
import { isAbout, openedSince, trialIncident, type Trial } from './trial.ts';

/** After the symptom is visible, an incident is waited for this long, and as long for its diagnosis. */
const patienceMs = 30_000;
/** A settled trial is watched a little longer: a second incident about the same fault is to be seen. */
const lingerMs = 3000;

export interface Stage {
  sandbox: Sandbox;
  feed: IncidentFeed;
}

/** Puts one variant of a fault in, waits for what the mesh says about it, and takes the fault out again. */
export async function runTrial<Options>(
  { sandbox, feed }: Stage,
  fault: Fault<Options>,
  { label, options }: Variant<Options>,
  seed: number,
): Promise<Trial> {
  const trial: Trial = {
    cause: fault.name,
    variant: label,
    seed,
    resources: [],
    visibleAt: null,
    incident: null,
    others: [],
    failure: null,
  };
  const since = Date.now();
  try {
    const injected = await sandbox.inject(fault, options);
    trial.resources = injected.resources;
    try {
      trial.visibleAt = await injected.visible;
      const concerning = () =>
        feed.incidents().filter((one) => openedSince(one, since) && isAbout(one, injected.resources));
      const scored = () => pick(concerning(), fault);
      const settled = () => {
        const one = scored();
        return one !== undefined && isSettled(one) && !beginsAs(one, fault) ? one : undefined;
      };
      if ((await feed.when(settled, Date.now() + patienceMs)) !== undefined) await delay(lingerMs);
      const one = scored();
      trial.incident = one === undefined ? null : trialIncident(one);
      trial.others = concerning()
        .filter(({ id }) => id !== one?.id)
        .map(trialIncident);
    } finally {
      await injected.clear();
    }
  } catch (error) {
    trial.failure = errorMessage(error);
  }
  return trial;
}

/** The incident that speaks of the fault itself: the first one that is not only what the fault begins as. */
const pick = <Options>(incidents: readonly Incident[], fault: Fault<Options>): Incident | undefined =>
  incidents.find((one) => !beginsAs(one, fault)) ?? incidents[0];

const beginsAs = <Options>({ hypotheses }: Incident, fault: Fault<Options>): boolean =>
  fault.beginsAs?.some((cause) => cause === hypotheses[0]?.cause) === true;

const isSettled = ({ status, hypotheses }: Incident): boolean =>
  hypotheses.length > 0 && (isClosed(status) || status !== 'diagnosing');
