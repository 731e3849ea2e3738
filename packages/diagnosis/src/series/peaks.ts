import type { ClusterObservation } from '@sremesh/contracts';
import { endsIn, type Ends } from './lookup.ts';

/** The sums of the log ends of each topic, in the order of the topics. */
const sums = new WeakMap<ClusterObservation, readonly Ends[]>();

function sumsOf(observation: ClusterObservation): readonly Ends[] {
  const known = sums.get(observation);
  if (known !== undefined) return known;
  const ends = observation.topics.map(({ name }) => endsIn(observation, name) ?? noEnds);
  sums.set(observation, ends);
  return ends;
}

const noEnds: Ends = { records: 0, partitions: 0 };

/**
 * Whether the produce rate of the topic at this place of the newest observation's list was ever `ratio` times its median,
 * and `least` records a second: exact, without a series. Says yes where that cannot be told so cheaply.
 */
export function mayHavePeak(
  window: readonly ClusterObservation[],
  index: number,
  { ratio, least }: { ratio: number; least: number },
): boolean {
  const name = window.at(-1)?.topics[index]?.name;
  const rates: number[] = [];
  let highest = 0;
  let before: ClusterObservation | undefined;
  for (const observation of window) {
    if (before !== undefined) {
      const [from, to] = [sumsOf(before)[index], sumsOf(observation)[index]];
      if (from === undefined || to === undefined || observation.topics[index]?.name !== name) return true;
      if (before.topics[index]?.name !== name || from.partitions !== to.partitions) return true;
      const rate = ((to.records - from.records) * 1000) / (observation.at - before.at);
      if (!(rate >= 0)) return true;
      highest = Math.max(highest, rate);
      rates.push(rate);
    }
    before = observation;
  }
  if (highest < least) return false;
  // The median is at most a `ratio`th of the highest where at least half of the rates are.
  return rates.filter((rate) => rate * ratio <= highest).length * 2 >= rates.length;
}
