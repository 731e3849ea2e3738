import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterObservation } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { seconds } from '../scenes/clock.ts';
import { observePartitions } from '../scenes/partitions.ts';

interface Life {
  /** Records a second. */
  rate: number;
  /** Seconds between its commits; it commits nothing when it leaves. */
  commitEvery: number;
  /** When it is found gone, and back; it did nothing since `silentFrom`. */
  silentFrom: number;
  goneFrom: number;
  back: number;
}

/** A group with one member, which reads all there is. */
const observeLife = ({ rate, commitEvery, silentFrom, goneFrom, back }: Life, phase: number) => {
  const end = (second: number) => Math.floor(rate * second);
  const committed = (second: number) => {
    const until = second < silentFrom ? second : second < back ? silentFrom : second;
    return end(Math.floor(until / commitEvery) * commitEvery);
  };
  return observePartitions(
    {
      ends: [end],
      committed: [committed],
      state: (second) => (second >= goneFrom && second < back ? 'Empty' : 'Stable'),
    },
    seconds(phase, 60 + phase),
  );
};
const firstTold = (window: readonly ClusterObservation[]): number =>
  window.findIndex((_, end) => detectors['group-without-members'](window.slice(0, end + 1)).length > 0);

describe('group-without-members - an only member', () => {
  it('that is restarted within three seconds is not missed, however rarely it commits or is given a record', () => {
    fc.assert(
      fc.property(
        fc.record({
          rate: fc.constantFrom(0.1, 0.5, 10, 100),
          commitEvery: fc.constantFrom(0.5, 1, 5, 9),
          goneFrom: fc.integer({ min: 400, max: 500 }).map((tenths) => tenths / 10),
          away: fc.integer({ min: 1, max: 30 }).map((tenths) => tenths / 10),
          phase: fc.constantFrom(0, 0.2, 0.5, 0.9),
        }),
        ({ rate, commitEvery, goneFrom, away, phase }) => {
          const life = { rate, commitEvery, silentFrom: goneFrom, goneFrom, back: goneFrom + away };
          expect(firstTold(observeLife(life, phase))).toBe(-1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('that left for good is missed within five seconds', () => {
    for (const commitEvery of [0.5, 5]) {
      const life = { rate: 10, commitEvery, silentFrom: 40, goneFrom: 40, back: 100 };
      expect(firstTold(observeLife(life, 0))).toBe(44);
    }
  });

  it('that crashed is missed one sweep after Kafka finds it gone', () => {
    const life = { rate: 10, commitEvery: 1, silentFrom: 40, goneFrom: 50, back: 100 };
    expect(firstTold(observeLife(life, 0))).toBe(51);
  });
});
