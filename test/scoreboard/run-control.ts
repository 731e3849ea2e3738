import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Control, Variant } from '@sremesh/sandbox';
import type { Stage } from './run-trial.ts';
import { isAbout, openedSince, trialIncident, type ControlRun } from './trial.ts';

/** Watches one healthy situation; whatever is opened about its resources meanwhile is a false alarm. */
export async function runControl<Options>(
  { sandbox, feed }: Stage,
  control: Control<Options>,
  { label, options }: Variant<Options>,
  seed: number,
  watchedSeconds: number,
): Promise<ControlRun> {
  const run: ControlRun = {
    name: control.name,
    variant: label,
    seed,
    watchedSeconds,
    alarms: [],
    failure: null,
  };
  const since = Date.now();
  try {
    const situation = await control.start(sandbox, options);
    try {
      await delay(watchedSeconds * 1000);
    } finally {
      await situation.stop();
    }
    run.alarms = feed
      .incidents()
      .filter((incident) => openedSince(incident, since) && isAbout(incident, situation.resources))
      .map(trialIncident);
  } catch (error) {
    run.failure = errorMessage(error);
  }
  return run;
}
