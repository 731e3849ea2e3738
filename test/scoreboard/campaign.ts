import type { Incident } from '@sremesh/contracts';
import { controls, faults, type Control, type Fault } from '@sremesh/sandbox';
import { runControl } from './run-control.ts';
import { runTrial, type Stage } from './run-trial.ts';
import { sideBySide, type Job } from './side-by-side.ts';
import { isAbout, trialIncident, type ControlRun, type Trial, type TrialIncident } from './trial.ts';

export interface CampaignOptions {
  seed: number;
  /** Variants of each fault and control: the first so many. */
  variants: number;
  /** Flow faults and controls that are there at the same time. */
  atOnce: number;
  controlSeconds: number;
  /** Only these causes and controls, by name; default: all. */
  only?: readonly string[];
  /** Controls are watched while no fault is there, and not beside the flow faults. */
  controlsAlone: boolean;
  say: (line: string) => void;
}

export interface CampaignResult {
  seed: number;
  trials: Trial[];
  controls: ControlRun[];
  /** Incidents about a fault's resources that were opened while it was taken out again, or later. */
  aftermath: TrialIncident[];
  /** Incidents about nothing that was put in. */
  strays: TrialIncident[];
  seconds: number;
}

/**
 * Puts every fault into a running mesh, variant by variant: those that touch only their own topics and groups side by
 * side, those that shake brokers one at a time; and watches controls, in which nothing is wrong.
 */
export async function runCampaign(stage: Stage, options: CampaignOptions): Promise<CampaignResult> {
  const { seed, atOnce, only, controlsAlone } = options;
  const from = performance.now();
  const wanted = ({ name }: { name: string }) => only === undefined || only.includes(name);
  const chosen = faults.filter(wanted);
  const flows = chosen.filter(({ touches }) => touches === 'flow');
  const trialJobs = flows.flatMap((fault) => trialsOf(stage, fault, options)).toSorted(byRound);
  const controlJobs = controls.filter(wanted).flatMap((control) => controlsOf(stage, control, options));

  const watched = controlsAlone ? await sideBySide(controlJobs.toSorted(byRound), 2 * atOnce) : [];
  const beside = controlsAlone ? [] : controlJobs;
  const [seen, tried] = await Promise.all([
    sideBySide(beside.toSorted(byRound), atOnce),
    sideBySide(trialJobs, atOnce),
  ]);
  const trials = [...tried];
  // What happens again within half a minute is the same episode: other faults come in between.
  const shaking = chosen.filter(({ touches }) => touches === 'cluster');
  const clusterJobs = shaking.flatMap((fault) => trialsOf(stage, fault, options)).toSorted(byRound);
  for (const job of clusterJobs) trials.push(await job.run());
  const runs = [...watched, ...seen];
  const others = unaccounted(stage.feed.incidents(), trials, runs);
  const touched = trials.flatMap(({ resources }) => resources);
  const { aftermath = [], strays = [] } = Object.groupBy(others, (incident) =>
    isAbout(incident, touched) ? 'aftermath' : 'strays',
  );
  const seconds = (performance.now() - from) / 1000;
  const told = { aftermath: aftermath.map(trialIncident), strays: strays.map(trialIncident) };
  return { seed, trials, controls: runs, ...told, seconds };
}

type Numbered<T> = Job<T> & { round: number };

/** The first variant of each, then the second of each: so many different causes are there at once. */
const byRound = <T>(a: Numbered<T>, b: Numbered<T>): number => a.round - b.round;

/** Their incidents may be about the cluster as a whole: two at once could not be told apart by what they name. */
const wholeCluster: ReadonlySet<string> = new Set(['client.acl-denied', 'client.auth-failed']);

const trialsOf = <Options>(
  stage: Stage,
  fault: Fault<Options>,
  { seed, variants, say }: CampaignOptions,
): Numbered<Trial>[] =>
  fault
    .variants(seed)
    .slice(0, variants)
    .map((variant, round) => ({
      key: wholeCluster.has(fault.name) ? 'whole cluster' : fault.name,
      round,
      run: async () => {
        const trial = await runTrial(stage, fault, variant, seed);
        say(trialLine(trial));
        return trial;
      },
    }));

const controlsOf = <Options>(
  stage: Stage,
  control: Control<Options>,
  { seed, variants, controlSeconds, say }: CampaignOptions,
): Numbered<ControlRun>[] =>
  control
    .variants(seed)
    .slice(0, variants)
    .map((variant, round) => ({
      key: control.name,
      round,
      run: async () => {
        const run = await runControl(stage, control, variant, seed, controlSeconds);
        const alarms = run.alarms.map(({ symptom, first }) => `${symptom} (${first?.cause ?? '?'})`);
        say(`control ${run.name} (${run.variant}): ${run.failure ?? (alarms.join(', ') || 'quiet')}`);
        return run;
      },
    }));

function trialLine({ cause, variant, visibleAt, incident, others, failure }: Trial): string {
  if (failure !== null) return `${cause} (${variant}): not carried out: ${failure}`;
  if (incident === null || visibleAt === null) return `${cause} (${variant}): missed`;
  const { first, symptom, status, openedAt } = incident;
  const after = `${((openedAt - visibleAt) / 1000).toFixed(1)} s`;
  const also = others.map((other) => `${other.symptom} → ${other.first?.cause ?? '?'}`).join(', ');
  const verdict = first?.cause === cause ? 'right' : `WRONG: ${first?.cause ?? 'no cause'}`;
  return `${cause} (${variant}): ${symptom} after ${after}, ${verdict} ${(first?.confidence ?? 0).toFixed(2)}, ${status}${also === '' ? '' : `; also ${also}`}`;
}

function unaccounted(
  incidents: readonly Incident[],
  trials: readonly Trial[],
  runs: readonly ControlRun[],
): Incident[] {
  const accounted = new Set([
    ...trials.flatMap(({ incident, others }) => [incident, ...others].flatMap((one) => one?.id ?? [])),
    ...runs.flatMap(({ alarms }) => alarms.map(({ id }) => id)),
  ]);
  return incidents.filter(({ id }) => !accounted.has(id));
}
