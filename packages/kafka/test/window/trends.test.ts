import type { ClusterObservation, LogDirObservation } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { diskTrend } from '../../src/window/disk-trend.ts';
import { produceRates } from '../../src/window/produce-rates.ts';
import { lastLeaderChange } from '../../src/window/quorum-changes.ts';
import { reassignmentsSeen } from '../../src/window/reassignments-seen.ts';
import { observationAt } from './observation.ts';

const sweep = (seconds: number, parts: Partial<ClusterObservation>): ClusterObservation => ({
  ...observationAt(seconds, { end: 0, committed: 0 }),
  ...parts,
});
const quorum = (at: number, leaderId: number, leaderEpoch: number) => ({
  at: at * 1000,
  leaderId,
  leaderEpoch,
});
const disk = (usableBytes: number | null): LogDirObservation => ({
  ...{ broker: 1, path: '/data', totalBytes: 1000, usableBytes },
  error: null,
});

test('produceRates - counts from the oldest sweep of the last ten seconds', () => {
  const seen = [0, 5, 14].map((at) => observationAt(at, { end: at * 10, committed: 0 }));
  const rate = produceRates(seen, 15_000);
  const end = { topicId: 't', partition: 0, at: 15_000, highWatermark: 150 };
  expect(rate(end)).toBe(10);
  expect(rate({ ...end, highWatermark: 20 })).toBe(0);
  expect(rate({ ...end, highWatermark: -1 })).toBeNull();
  expect(rate({ ...end, topicId: 'made anew' })).toBeNull();
  expect(rate({ ...end, partition: 1 })).toBeNull();
  expect(produceRates(seen, 24_500)({ ...end, at: 14_500 })).toBeNull();
  expect(produceRates([], 0)(end)).toBeNull();
});

test('lastLeaderChange - is the newest one, over times without a leader', () => {
  const seen = [
    sweep(0, { quorum: quorum(0, 1, 4) }),
    sweep(1, { quorum: null }),
    sweep(2, { quorum: quorum(2, -1, 5) }),
    sweep(3, { quorum: quorum(3, 2, 6) }),
  ];
  expect(lastLeaderChange(seen, quorum(4, 2, 6))).toEqual({ at: 3000, from: 1, to: 2 });
  expect(lastLeaderChange(seen, quorum(4, 2, 7))).toEqual({ at: 4000, from: 2, to: 2 });
  expect(lastLeaderChange(seen.slice(0, 2), quorum(4, 1, 4))).toBeNull();
  expect(lastLeaderChange([], null)).toBeNull();
});

test('reassignmentsSeen - counts from the first sweep without a gap', () => {
  const moving = { topic: 't', partition: 0, adding: [2], removing: [1] };
  const shows = { at: 1000, partitions: [moving] };
  const seen = [
    sweep(0, { reassignments: shows }),
    sweep(1, { reassignments: { at: 1000, partitions: [] } }),
    sweep(2, { reassignments: { ...shows, at: 2000 } }),
    sweep(3, { reassignments: null }),
    sweep(4, { reassignments: { ...shows, at: 4000 } }),
  ];
  expect(reassignmentsSeen(seen)(moving)).toBe(2000);
  expect(reassignmentsSeen(seen)({ ...moving, adding: [3] })).toBeNull();
  expect(reassignmentsSeen(seen.slice(0, 2))(moving)).toBeNull();
});

test('diskTrend - says when a shrinking disk is full, from each reading once', () => {
  const readings = [0, 2, 4].map((at) => ({ at: at * 1000, dirs: [disk(900 - at * 50)] }));
  // A sweep carries the reading of the one before over.
  const seen = [0, 1, 2, 3, 4, 5].map((at) => sweep(at, { logDirs: readings[at >> 1] ?? null }));
  const { full, windowSeconds } = diskTrend(seen, disk(600), 6000);
  expect(windowSeconds).toBe(6);
  expect(full?.seconds).toBeCloseTo(12, 6);
  expect(full?.slopePerSecond).toBeCloseTo(-50, 6);
  expect(diskTrend(seen, { ...disk(600), path: '/other' }, 6000).full).toBeNull();
  expect(diskTrend(seen, disk(null), 6000).full).toBeNull();
  expect(diskTrend(seen.slice(0, 2), disk(600), 6000).full).toBeNull();
});
