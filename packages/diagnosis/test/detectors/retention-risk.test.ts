import { describe, expect, it } from 'vitest';
import { Detection } from '@sremesh/contracts';
import { detectors } from '@sremesh/diagnosis';
import { seconds, start } from '../scenes/clock.ts';
import { observe, type Flow } from '../scenes/flow.ts';

const detect = detectors['retention-risk'];
const firstFound = (flow: Flow, sweeps: readonly number[]): number | undefined => {
  const window = observe(flow, sweeps);
  return sweeps.find((_, index) => detect(window.slice(0, index + 1)).length > 0);
};

/** Healthy for 20 s, then twenty times too slow. */
const slow: Flow = {
  retentionSeconds: 24,
  produce: () => 100,
  consume: (second) => (second < 20 ? 1000 : 5),
};

describe('retention-risk - a group falls behind', () => {
  it('is found as soon as half of the retention is left', () => {
    const found = firstFound(slow, seconds(0, 50));
    expect(found).toBeGreaterThanOrEqual(32);
    expect(found).toBeLessThanOrEqual(34);
  });

  it('names group and topic, the numbers, and the time it began', () => {
    const [detection, ...others] = detect(observe(slow, seconds(0, 36)));
    expect(others).toEqual([]);
    expect(Detection.parse(detection)).toEqual(detection);
    expect(detection).toMatchObject({
      symptom: 'retention-risk',
      severity: 3,
      resources: [
        { kind: 'consumer-group', name: 'billing' },
        { kind: 'topic', name: 'orders' },
      ],
    });
    expect(detection?.measures).toMatchObject({ retentionSeconds: 24 });
    expect(detection?.measures['timeToDataLossSeconds']).toBeCloseTo(8.5, -0.5);
    expect(detection?.measures['shrinkSecondsPerSecond']).toBeCloseTo(0.95, 0);
    const since = (Date.parse(detection?.since ?? '') - start) / 1000;
    expect(since).toBeGreaterThanOrEqual(32);
    expect(since).toBeLessThanOrEqual(34);
  });

  it('keeps `since` from sweep to sweep', () => {
    const window = observe(slow, seconds(0, 44));
    const since = [36, 40, 44].map((end) => detect(window.slice(0, end + 1))[0]?.since);
    expect(new Set(since).size).toBe(1);
  });

  it('is found with irregular and missing sweeps', () => {
    const sweeps = [...seconds(0, 20, 2), 21.3, 22.1, 25, 26, 29.5, 30, 33.4, 34, 36, 38];
    expect(firstFound(slow, sweeps)).toBeLessThanOrEqual(36);
  });

  it('is found by an observer that was restarted in the middle of it', () => {
    const window = observe(slow, seconds(0, 44)).slice(33);
    expect(detect(window.slice(0, 2))).toEqual([]);
    expect(detect(window)).toHaveLength(1);
  });

  it('is found where the group stopped altogether, and where it has no members left', () => {
    const stopped = { ...slow, consume: (second: number) => (second < 20 ? 1000 : 0) };
    expect(firstFound(stopped, seconds(0, 50))).toBeLessThanOrEqual(34);
    expect(firstFound({ ...stopped, state: () => 'Empty' }, seconds(0, 50))).toBeLessThanOrEqual(34);
  });

  it('is found while records are being lost at the very edge', () => {
    const window = observe({ ...slow, consume: (second) => (second < 20 ? 1000 : 20) }, seconds(0, 60));
    const atTheEdge = window.slice(55).map((observation) => ({
      ...observation,
      groups: observation.groups.map((group) => ({
        ...group,
        offsets: group.offsets.map((offset) => ({ ...offset, timeToDataLossSeconds: 0 })),
      })),
    }));
    expect(detect(atTheEdge)).toHaveLength(1);
  });

  it('is the less severe the more time is left', () => {
    const days = (left: number) => {
      const [detection] = detect(
        seconds(0, 30).map((second) => {
          const [observation] = observe({ ...slow, retentionSeconds: 604_800 }, [second]);
          if (observation === undefined) throw new Error('no observation');
          const [group] = observation.groups;
          const offsets = group?.offsets.map((offset) => ({
            ...offset,
            committed: 10,
            timeToDataLossSeconds: left * 86_400 - second,
          }));
          return {
            ...observation,
            groups: group === undefined ? [] : [{ ...group, offsets: offsets ?? [] }],
          };
        }),
      );
      return detection?.severity;
    };
    expect([days(3), days(1.5), days(0.5)]).toEqual([1, 2, 3]);
  });
});

describe('retention-risk - no false alarm', () => {
  const quiet = (flow: Flow, to = 90) => expect(firstFound(flow, seconds(0, to))).toBeUndefined();

  it('says nothing of a group that keeps up, however it commits', () => {
    for (const commitEvery of [0.5, 5, 10]) {
      quiet({ retentionSeconds: 24, produce: () => 100, consume: () => 1000, commitEvery });
    }
  });

  it('says nothing of a group that is late by a constant time, between whose commits the time shrinks', () => {
    const late = (second: number) => (second < 14 ? 0 : 100);
    const window = observe(
      { retentionSeconds: 24, produce: () => 100, consume: late, commitEvery: 4 },
      seconds(0, 90),
    );
    for (let end = 60; end <= 90; end += 1) expect(detect(window.slice(40, end + 1))).toEqual([]);
  });

  it('says nothing of a group that will have caught up in time', () => {
    const recovering: Flow = {
      retentionSeconds: 24,
      produce: () => 100,
      consume: (second) => (second < 20 ? 1000 : second < 31 ? 0 : 2000),
    };
    quiet(recovering);
  });

  it('says nothing of a burst that drains', () => {
    quiet({
      retentionSeconds: 60,
      produce: (second) => (second >= 30 && second < 34 ? 2000 : 50),
      consume: () => 1000,
    });
  });

  it('says nothing of a burst that is read through in time, though the time shrinks while it is', () => {
    const burst: Flow = {
      retentionSeconds: 36,
      produce: (second) => (second >= 20 && second < 22 ? 5000 : 100),
      consume: () => 500,
    };
    const [lowest] = observe(burst, seconds(0, 60))
      .flatMap(({ groups }) => groups[0]?.offsets[0]?.timeToDataLossSeconds ?? [])
      .toSorted((a, b) => a - b);
    expect(lowest).toBeLessThan(18);
    quiet(burst);
  });

  it('says nothing where records are kept for ever, or the retention is not known', () => {
    quiet({ ...slow, retentionSeconds: null });
    const unknown = observe(slow, seconds(0, 40)).map((observation) => ({
      ...observation,
      topics: observation.topics.map((topic) => ({ ...topic, retentionMs: null })),
    }));
    expect(detect(unknown)).toEqual([]);
  });

  it('says nothing once the retention was extended', () => {
    const window = observe(slow, seconds(0, 36));
    const healed = observe({ ...slow, retentionSeconds: 96 }, seconds(0, 60)).slice(37);
    for (let end = 1; end <= healed.length; end += 1) {
      expect(detect([...window, ...healed.slice(0, end)])).toEqual([]);
    }
  });

  it('says nothing of offsets that were reset, a topic made anew, or one that is gone', () => {
    const window = observe({ ...slow, consume: () => 1000 }, seconds(0, 33));
    const last = window.at(-1);
    if (last === undefined) throw new Error('no window');
    const reset = {
      ...last,
      groups: last.groups.map((group) => ({
        ...group,
        offsets: group.offsets.map((offset) => ({ ...offset, committed: 0, timeToDataLossSeconds: 3 })),
      })),
    };
    expect(detect([...window.slice(0, -1), reset])).toEqual([]);
    expect(detect([...window.slice(0, -1), { ...last, topics: [] }])).toEqual([]);
    expect(detect([...window.slice(0, -1), { ...last, groups: [] }])).toEqual([]);
  });
});
