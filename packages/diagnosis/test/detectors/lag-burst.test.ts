import { describe, expect, it } from 'vitest';
import { Detection } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { seconds, start } from '../scenes/clock.ts';
import { observe, type Flow } from '../scenes/flow.ts';

const detect = detectors['lag-burst'];
const found = (flow: Flow, sweeps: readonly number[]): number[] => {
  const window = observe(flow, sweeps);
  return sweeps.filter((_, index) => detect(window.slice(0, index + 1)).length > 0);
};

/** Forty times as much for 4 s; read at half of that. */
const burst: Flow = {
  produce: (second) => (second >= 20 && second < 24 ? 2000 : 50),
  consume: () => 1000,
};

describe('lag-burst - a burst that drains by itself', () => {
  it('is found once the drain is visible, and not before', () => {
    const [first] = found(burst, seconds(0, 60));
    expect(first).toBeGreaterThan(24);
    expect(first).toBeLessThanOrEqual(27);
  });

  it('is gone some time after it has drained', () => {
    for (const partitions of [1, 3, 6]) {
      expect(found({ ...burst, partitions }, seconds(0, 110)).at(-1)).toBeLessThan(45);
    }
  });

  it('names group and topic, the numbers, and the time it began', () => {
    const [detection] = detect(observe(burst, seconds(0, 26)));
    expect(Detection.parse(detection)).toEqual(detection);
    expect(detection?.resources.map(({ name }) => name)).toEqual(['billing', 'orders']);
    expect(detection?.measures['burstRatio']).toBeGreaterThan(30);
    expect(detection?.measures['peakLagRecords']).toBeGreaterThan(3000);
    expect(detection?.measures['drainSeconds']).toBeLessThan(10);
    expect(detection?.since).toBe(new Date(start + 21_000).toISOString());
  });

  it('is found again when another one comes, and that is another episode', () => {
    const isHigh = (second: number) => second % 40 >= 20 && second % 40 < 24;
    const window = observe({ ...burst, produce: (second) => (isHigh(second) ? 2000 : 50) }, seconds(0, 70));
    const since = [27, 67].map((end) => detect(window.slice(0, end + 1))[0]?.since);
    expect(since).toEqual([21, 61].map((second) => new Date(start + second * 1000).toISOString()));
  });

  it('is found with sweeps two seconds apart, one of them missing, and with slow commits', () => {
    expect(
      found(
        burst,
        seconds(0, 60, 2).filter((second) => second !== 22),
      ),
    ).not.toEqual([]);
    const slowCommits = { ...burst, consume: () => 700, commitEvery: 5 };
    expect(found(slowCommits, seconds(0, 60))).not.toEqual([]);
  });
});

describe('lag-burst - no false alarm', () => {
  const quiet = (flow: Flow, to = 90) => expect(found(flow, seconds(0, to))).toEqual([]);

  it('says nothing of an even flow, however the group commits', () => {
    for (const commitEvery of [0.5, 5]) quiet({ produce: () => 100, consume: () => 1000, commitEvery });
  });

  it('says nothing of a flow that begins', () => {
    quiet({ produce: (second) => (second < 10 ? 0 : 200), consume: () => 1000, commitEvery: 5 });
    quiet({ produce: () => 200, consume: (second) => (second < 3 ? 0 : 1000) });
  });

  it('says nothing of more load that stays', () => {
    quiet({ produce: (second) => (second < 30 ? 50 : 400), consume: () => 300 });
  });

  it('says nothing of more load that stays for long and then goes', () => {
    const high = (second: number) => second >= 60 && second < 110;
    quiet({ produce: (second) => (high(second) ? 400 : 50), consume: () => 300 }, 130);
  });

  it('says nothing of a group that stopped: that is no burst', () => {
    quiet({ produce: () => 100, consume: (second) => (second >= 30 && second < 45 ? 0 : 1000) });
    const stopped = (second: number) => (second >= 18 && second < 50 ? 0 : 1000);
    const window = observe({ ...burst, consume: stopped }, seconds(0, 60));
    expect(detect(window.slice(0, 55))).toEqual([]);
  });

  it('says nothing of a slow group whose lag only grows', () => {
    quiet({ produce: () => 100, consume: (second) => (second < 20 ? 1000 : 10) });
  });

  it('says nothing while the burst threatens unread records', () => {
    const threatened: Flow = { ...burst, retentionSeconds: 16, consume: () => 200 };
    const window = observe(threatened, seconds(0, 34));
    expect(window.at(-1)?.groups[0]?.offsets[0]?.timeToDataLossSeconds).not.toBeNull();
    expect(detect(window)).toEqual([]);
  });

  it('says nothing where nobody has committed, and of a window too short for a baseline', () => {
    const unread = observe(burst, seconds(0, 40)).map((observation) => ({
      ...observation,
      groups: observation.groups.map((group) => ({ ...group, offsets: [] })),
    }));
    for (let end = 1; end <= unread.length; end += 1) expect(detect(unread.slice(0, end))).toEqual([]);
    expect(detect(observe(burst, seconds(0, 27)).slice(19))).toEqual([]);
  });
});
