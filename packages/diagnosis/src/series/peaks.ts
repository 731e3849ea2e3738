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
 * The places, in the newest observation's list, of the topics whose produce rate was ever `ratio` times its median, and
 * `least` records a second: exact, without a series for each. Has those, too, for which that cannot be told so cheaply.
 */
export function mayHavePeaks(
  window: readonly ClusterObservation[],
  { ratio, least }: { ratio: number; least: number },
): number[] {
  const topics = window.at(-1)?.topics ?? [];
  const rows = window.map((observation) => ({
    at: observation.at,
    ends: sumsOf(observation),
    names: observation.topics,
  }));
  const rates = new Float64Array(Math.max(0, rows.length - 1));
  const mayHave = ({ name }: { name: string }, place: number): boolean => {
    let highest = 0;
    for (let index = 0; index < rates.length; index += 1) {
      const [from, to] = [rows[index], rows[index + 1]];
      const [was, is] = [from?.ends[place], to?.ends[place]];
      if (from === undefined || to === undefined || was === undefined || is === undefined) return true;
      if (was.partitions !== is.partitions || from.names[place]?.name !== name) return true;
      const rate = ((is.records - was.records) * 1000) / (to.at - from.at);
      if (!(rate >= 0)) return true;
      rates[index] = rate;
      if (rate > highest) highest = rate;
    }
    if (highest < least) return false;
    let low = 0;
    for (const rate of rates) if (rate * ratio <= highest) low += 1;
    // The median is at most a `ratio`th of the highest where at least half of the rates are.
    return low * 2 >= rates.length;
  };
  return topics.flatMap((topic, place) => (mayHave(topic, place) ? [place] : []));
}
