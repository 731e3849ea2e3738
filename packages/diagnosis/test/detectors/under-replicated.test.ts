import { describe, expect, it } from 'vitest';
import { Detection, type ClusterObservation } from '@sremesh/contracts';
import { detect } from '@sremesh/diagnosis';
import { inSyncBut, type Replicas } from '../scenes/replicas.ts';

const names = Array.from({ length: 15 }, (_, index) => `t${String(index).padStart(2, '0')}`);
const behind = (topics: readonly string[], ...ids: number[]): Record<string, number[]> =>
  Object.fromEntries(topics.map((name) => [name, ids]));
const sweeps = (to: number, lacking: (second: number) => Record<string, number[]>, differs = {}) =>
  Array.from({ length: to + 1 }, (_, second) =>
    inSyncBut({ topics: names, lacking: lacking(second), ...differs } satisfies Replicas, second),
  );
/** What is told of over the window, by subject: when first, when last. */
function told(window: readonly ClusterObservation[]): Record<string, [first: number, last: number]> {
  const subjects: Record<string, [number, number]> = {};
  for (let end = 1; end <= window.length; end += 1) {
    for (const found of detect(window.slice(0, end))) {
      expect(Detection.parse(found)).toEqual(found);
      const subject = `${found.symptom} ${found.resources[0]?.kind ?? ''} ${found.resources[0]?.name ?? ''}`;
      subjects[subject] = [subjects[subject]?.[0] ?? end - 1, end - 1];
    }
  }
  return subjects;
}

describe('under-replicated - one broker lags on many topics', () => {
  it('says nothing where it has caught up within five seconds', () => {
    expect(told(sweeps(30, (second) => (second >= 10 && second <= 15 ? behind(names, 3) : {})))).toEqual({});
  });

  it('is one detection about the broker, the same from sweep to sweep until the last topic is in sync', () => {
    const lacking = (second: number) => {
      if (second < 10 || second > 25) return {};
      // They fall out within two sweeps, and come back one by one.
      return behind(names.slice(Math.max(0, second - 16), second === 10 ? 2 : 15), 3);
    };
    const window = sweeps(30, lacking);
    expect(told(window)).toEqual({ 'under-replicated broker 3': [16, 25] });
    const found = [17, 22, 26].map((end) => detect(window.slice(0, end))[0]);
    expect(new Set(found.map((one) => one?.since))).toEqual(
      new Set([new Date(window[10]?.at ?? 0).toISOString()]),
    );
    expect(found[0]?.resources.slice(0, 3).map(({ name }) => name)).toEqual(['3', 't00', 't01']);
    expect(found[2]?.measures).toMatchObject({ topics: 6, partitions: 18, lastingSeconds: 15 });
  });

  it('is one for each broker where two lag', () => {
    const window = sweeps(20, (second) => (second < 10 ? {} : behind(names, 2, 3)));
    expect(Object.keys(told(window))).toEqual(['under-replicated broker 2', 'under-replicated broker 3']);
  });

  it('explains what is below min.insync.replicas for want of it', () => {
    const window = sweeps(20, (second) => (second < 10 ? {} : behind(names, 3))).map((one) => ({
      ...one,
      topics: one.topics.map((topic) => ({ ...topic, minInsyncReplicas: topic.name === 't03' ? 3 : 1 })),
    }));
    const [root, ...others] = detect(window);
    expect(others).toEqual([]);
    expect(root).toMatchObject({ symptom: 'under-replicated', severity: 3 });
    expect(root?.explains?.map(({ resource }) => resource.name)).toEqual(['t03']);
  });

  it('names forty topics at most, and counts them all', () => {
    const topics = Array.from({ length: 60 }, (_, index) => `many-${index}`);
    const window = sweeps(20, (second) => (second < 10 ? {} : behind(topics, 3)), { topics });
    expect(detect(window)).toMatchObject([{ measures: { topics: 60 } }]);
    expect(detect(window)[0]?.resources).toHaveLength(41);
  });
});

describe('under-replicated - one follower is held back', () => {
  it('is told of after two seconds, about its topic, also when its broker lags on others later', () => {
    const held = (second: number) => (second < 10 ? {} : behind(names.slice(4, 5), 3));
    expect(told(sweeps(20, held))).toEqual({ 'under-replicated topic t04': [12, 20] });
    const busy = (second: number) => (second >= 20 && second < 23 ? behind(names, 3) : held(second));
    expect(told(sweeps(40, busy))).toEqual({ 'under-replicated topic t04': [12, 40] });
  });

  it('takes longer where the topic is new, or was so when the mesh came', () => {
    const held = (second: number) => (second < 10 ? {} : behind(['new'], 3));
    const window = sweeps(30, held).map((one, second) =>
      second < 8 ? one : inSyncBut({ topics: [...names, 'new'], lacking: held(second) }, second),
    );
    expect(told(window)).toEqual({ 'under-replicated topic new': [18, 30] });
    expect(told(sweeps(30, () => behind(['t01'], 3)))).toEqual({ 'under-replicated topic t01': [8, 30] });
  });

  it('is not the trouble of a broker that is absent', () => {
    const window = sweeps(10, () => ({})).concat(
      Array.from({ length: 9 }, (_, second) =>
        inSyncBut({ topics: names, lacking: behind(names, 3), up: [1, 2] }, 11 + second),
      ),
    );
    expect(Object.keys(told(window))).toEqual(['broker-absent broker 3']);
  });
});
