import type { ClusterObservation } from '@sremesh/contracts';
import type { Growth } from '../series/growth.ts';
import { endsIn, type Ends } from '../series/lookup.ts';
import { median } from '../series/points.ts';
import type { Step } from '../series/steps.ts';

/** A time in which much more was produced than usual. */
export interface Burst {
  /** Epoch milliseconds: of the sweep before it shows, and of the last one that shows it. */
  from: number;
  until: number;
  /** The first sweep that shows it. */
  since: number;
  /** Records a second. */
  baseline: number;
  peakRate: number;
}

/** A burst is at least this many times the baseline. */
export const burstRatio = 3;
/** Below this a topic counts as idle; a ratio to (nearly) nothing would say nothing. Records a second. */
const idleRate = 1;
/** Without a peak like that there is no burst. */
export const leastBurst = { ratio: burstRatio, least: idleRate * burstRatio };
/** Calm before the burst, without which there is no baseline to speak of. */
const calmMs = 4000;
/** High rates with less than this between them are one burst. */
const lullMs = 2500;
/** What goes on for longer is no burst but more load. */
export const longestBurstSeconds = 40;

/** The newest burst on a topic that is over; undefined where there is none. */
export function burstOn(window: readonly ClusterObservation[], topic: string): Burst | undefined {
  const steps = wholeTopicSteps(window, topic);
  const rates = steps.map(rateOf);
  const baseline = median(rates);
  const [first] = steps;
  if (baseline === undefined || first === undefined) return undefined;
  const high = Math.max(baseline, idleRate) * burstRatio;
  const end = rates.findLastIndex((rate) => rate >= high);
  if (end === -1 || end === steps.length - 1) return undefined;
  const start = startOf(steps, rates, end, high);
  const from = steps[start]?.from ?? 0;
  const until = steps[end]?.at ?? 0;
  if (from - first.from < calmMs || until - from > longestBurstSeconds * 1000) return undefined;
  return {
    from,
    until,
    since: steps[start]?.at ?? until,
    baseline,
    peakRate: Math.max(...rates.slice(start, end + 1)),
  };
}

/** How many times the usual rate is produced while a lag grows; 1 where nothing is known of before. */
export const loadRatio = ({ usual, produceRate }: Growth): number =>
  usual === undefined ? 1 : produceRate / Math.max(usual.produceRate, idleRate);

/** The first step of the burst that ends with step `end`; a short lull does not end it. */
function startOf(steps: readonly Step[], rates: readonly number[], end: number, high: number): number {
  let start = end;
  for (let index = end - 1; index >= 0; index -= 1) {
    if ((steps[start]?.from ?? 0) - (steps[index]?.at ?? 0) > lullMs) break;
    if ((rates[index] ?? 0) >= high) start = index;
  }
  return start;
}

/**
 * What was produced from sweep to sweep, by the sum of the log ends: every topic is looked at in every sweep. Left out is
 * a step in which the sum fell, or is of other partitions.
 */
function wholeTopicSteps(window: readonly ClusterObservation[], topic: string): Step[] {
  const steps: Step[] = [];
  let before: (Ends & { at: number }) | undefined;
  for (const observation of window) {
    const ends = endsIn(observation, topic);
    if (ends === undefined) continue;
    const { at } = observation;
    if (before !== undefined && before.partitions === ends.partitions && at > before.at) {
      const records = ends.records - before.records;
      if (records >= 0) steps.push({ from: before.at, at, records });
    }
    before = { ...ends, at };
  }
  return steps;
}

const rateOf = (step: Step): number => (step.records / (step.at - step.from)) * 1000;
