import { describe, expect, it } from 'vitest';
import { Detection, type ClusterObservation } from '@sremesh/contracts';
import { detect } from '@sremesh/diagnosis';
import { seconds } from '../scenes/clock.ts';
import { observe } from '../scenes/flow.ts';
import { atRate, keepsUp, observePartitions, until } from '../scenes/partitions.ts';

/** The symptoms in the order they are found, each with the second of its first detection. */
function told(window: readonly ClusterObservation[]): [string, number][] {
  const first = new Map<string, number>();
  const from = window[0]?.at ?? 0;
  for (let end = 1; end <= window.length; end += 1) {
    for (const detection of detect(window.slice(0, end))) {
      expect(Detection.parse(detection)).toEqual(detection);
      const second = ((window[end - 1]?.at ?? 0) - from) / 1000;
      if (!first.has(detection.symptom)) first.set(detection.symptom, second);
    }
  }
  return [...first];
}
const six = <T>(each: (partition: number) => T): T[] => Array.from({ length: 6 }, (_, index) => each(index));
const healthy = { ends: six(() => atRate(10)), committed: six(() => keepsUp(10)) };
const sweeps = seconds(0, 60);

describe('groups - each trouble by its own name, soon', () => {
  it('a consumer that becomes slow', () => {
    for (const share of [0.05, 0.3, 0.7]) {
      const slow = { produce: () => 100, consume: (second: number) => (second < 20 ? 1000 : 100 * share) };
      const [[symptom, second] = []] = told(observe(slow, seconds(0, 50)));
      expect(symptom).toBe('lag-growing');
      expect(second, `${share}`).toBeLessThanOrEqual(29);
    }
  });

  it('one whose consumers died: growing lag at first, without members once Kafka has noticed', () => {
    const dead = {
      ...healthy,
      committed: six(() => until(20, 10)),
      state: (second: number) => (second < 30 ? 'Stable' : 'Empty'),
    };
    const [[first, second] = [], [next, noticed] = [], ...others] = told(observePartitions(dead, sweeps));
    expect([first, next, others]).toEqual(['lag-growing', 'group-without-members', []]);
    expect(second).toBeLessThanOrEqual(26);
    expect(noticed).toBeLessThanOrEqual(31);
  });

  it('one whose consumers left', () => {
    const left = {
      ...healthy,
      committed: six(() => until(20, 10)),
      state: (second: number) => (second < 20 ? 'Stable' : 'Empty'),
    };
    expect(told(observePartitions(left, sweeps))).toEqual([['group-without-members', 24]]);
  });

  it('a record that it cannot get past while the others go on', () => {
    const stuck = {
      ...healthy,
      committed: six((partition) => (partition === 2 ? until(20, 10) : keepsUp(10))),
    };
    const window = observePartitions(stuck, sweeps);
    const [[symptom, second] = [], ...others] = told(window);
    expect([symptom, others]).toEqual(['position-stuck', []]);
    expect(second).toBeLessThanOrEqual(28);
    expect(detect(window)[0]?.resources[0]).toEqual({ kind: 'partition', name: 'orders/2' });
  });

  it('a record that its only reader dies of again and again', () => {
    // It is back every seven seconds, reads some of the others and dies.
    const life = (second: number) => Math.floor((second - 20) / 7);
    const dies = {
      ...healthy,
      committed: six((partition) => (second: number) => {
        if (second < 20) return keepsUp(10)(second);
        return partition < 3 ? 195 : keepsUp(10)(20 + 7 * life(second));
      }),
      state: (second: number) =>
        second >= 21 && (second - 20) % 7 >= 1 && (second - 20) % 7 < 6 ? 'PreparingRebalance' : 'Stable',
      members: (second: number) => {
        const now = `m${life(Math.max(20, second))}`;
        const isJoining = second >= 21 && (second - 20) % 7 >= 1 && (second - 20) % 7 < 6;
        return isJoining
          ? [now, `m${life(second) + 1}`]
          : [second < 20 ? 'm0' : (second - 20) % 7 >= 6 ? `m${life(second) + 1}` : now];
      },
    };
    const [[symptom] = []] = told(observePartitions(dies, seconds(0, 40)));
    expect(symptom).toBe('position-stuck');
  });

  it('offsets that are not in the log any more', () => {
    const deleted = {
      ...healthy,
      committed: six(() => until(20, 10)),
      starts: six(() => (second: number) => (second < 22 ? 0 : 215)),
      state: (second: number) => (second < 20 ? 'Stable' : 'Empty'),
    };
    expect(told(observePartitions(deleted, sweeps))).toEqual([['offset-out-of-range', 25]]);
  });

  it('a topic most of whose records go to one partition, and nothing else', () => {
    const rate = (partition: number) => (second: number) =>
      second < 20 ? 20 * second : 400 + (second - 20) * (partition === 4 ? 100 : 4);
    const hot = {
      ends: six(rate),
      committed: six((partition) => (second: number) => {
        const read = rate(partition)(Math.max(0, second - 0.5));
        return partition === 4 && second > 20 ? Math.min(read, 390 + (second - 20) * 40) : read;
      }),
    };
    const [[symptom, second] = [], ...others] = told(observePartitions(hot, seconds(0, 45)));
    expect([symptom, others]).toEqual(['partition-skew', []]);
    expect(second).toBeLessThanOrEqual(27);
  });
});

describe('groups - no false alarm', () => {
  it.each([
    ['a batch consumer that commits every 20 s', { produce: () => 50, consume: () => 500, commitEvery: 20 }],
    [
      'load that rises and falls, and is followed',
      { produce: (second: number) => 200 + 150 * Math.sin(second / 15), consume: () => 1000 },
    ],
    ['few records', { produce: () => 0.1, consume: () => 10, commitEvery: 5 }],
    [
      'an old topic that is read from its beginning',
      { produce: (second: number) => (second < 5 ? 5000 : 50), consume: () => 400, commitEvery: 5 },
    ],
    [
      'a group that was given up',
      {
        produce: (second: number) => (second < 10 ? 50 : 0),
        consume: (second: number) => (second < 5 ? 500 : 0),
        state: () => 'Empty',
      },
    ],
  ])('says nothing of %s', (_, flow) => {
    const window = observe(flow, seconds(0, 150));
    for (let end = 31; end <= window.length; end += 1) {
      expect(detect(window.slice(Math.max(20, end - 120), end)), `${end}`).toEqual([]);
    }
  });

  it('says nothing of a consumer that is restarted once, or of a partition that is busier', () => {
    const away = (second: number) => second >= 20 && second < 22;
    const restarted = {
      ...healthy,
      committed: six(() => (second: number) => keepsUp(10)(away(second) ? 20 : second)),
      state: (second: number) => (away(second) ? 'Empty' : 'Stable'),
    };
    expect(told(observePartitions(restarted, sweeps))).toEqual([]);
    const busier = six((partition) => (partition === 1 ? 60 : 8));
    expect(
      told(observePartitions({ ends: busier.map(atRate), committed: busier.map(keepsUp) }, sweeps)),
    ).toEqual([]);
  });
});
