import { describe, expect, it } from 'vitest';
import type { ClusterObservation } from '@sremesh/contracts';
import { detect, detectors } from '@sremesh/diagnosis';
import { start } from '../scenes/clock.ts';
import { quiet } from '../scenes/flow.ts';
import { ledLike, twelve, type Leaders } from '../scenes/leaders.ts';

const at = (second: number) => start + second * 1000;
const healthy: Leaders = { partitions: twelve() };
const without3: Leaders = {
  up: [1, 2],
  partitions: twelve([3]).map(([leader, replicas]) => [leader, replicas, replicas.filter((id) => id !== 3)]),
};
const lagging: Leaders = { partitions: twelve().map(([leader, replicas]) => [leader, replicas, [leader]]) };
const sweep = (second: number, leaders: Leaders, differs: Partial<ClusterObservation> = {}) => ({
  ...ledLike(leaders, second),
  ...differs,
});
const then = (from: number, to: number, each: (second: number) => ClusterObservation) =>
  Array.from({ length: to - from + 1 }, (_, index) => each(from + index));
const down = (second: number) => sweep(second, without3, { absentBrokers: [3] });
const logins = (second: number, failedAuthentications: number): ClusterObservation => ({
  ...quiet,
  at: at(second),
  metrics: {
    at: at(second),
    brokers: [
      {
        broker: 1,
        throttled: [],
        failedAuthentications,
        authorizationErrors: [],
        requestMs: [],
        bytesIn: 0,
      },
    ],
  },
});

describe('cluster faults - one broker is lost', () => {
  it('is one detection, which explains the rest, and stays the same from sweep to sweep', () => {
    const window = [...then(0, 3, (second) => sweep(second, healthy)), ...then(4, 9, down)];
    expect(detect(window.slice(0, 5))).toEqual([]);
    const found = [6, 7, 8, 9, 10].map((end) => detect(window.slice(0, end)));
    for (const detections of found) {
      expect(detections.map(({ symptom }) => symptom)).toEqual(['broker-absent']);
      expect(detections[0]).toMatchObject({ since: new Date(at(4)).toISOString() });
    }
    expect(found.at(-1)?.[0]?.explains?.map(({ symptom }) => symptom)).toEqual(['under-replicated']);
  });

  it('says nothing while it recovers the first time an observer looks', () => {
    const window = [...then(0, 2, down), ...then(3, 7, (second) => sweep(second, healthy))];
    for (let end = 1; end <= window.length; end += 1) expect(detect(window.slice(0, end))).toEqual([]);
  });
});

describe('cluster faults - followers fall out of sync', () => {
  it('is found where it lasts, and not where it is brief', () => {
    const window = [
      ...then(0, 3, (second) => sweep(second, healthy)),
      ...then(4, 7, (second) => sweep(second, lagging)),
    ];
    expect(detect(window.slice(0, 6))).toEqual([]);
    expect(detect(window).map(({ symptom }) => symptom)).toEqual(['under-min-isr']);
    expect(detectors['under-replicated'](window)).toHaveLength(1);
  });
});

describe('cluster faults - logins', () => {
  const detectLogins = detectors['authentication-failures'];
  it('that fail again and again are found, one or two in a minute are not', () => {
    expect(detectLogins(then(0, 10, (second) => logins(second, second)))).toHaveLength(1);
    expect(detectLogins(then(0, 30, (second) => logins(second, second >= 10 ? 2 : 0)))).toEqual([]);
  });
});
