import { expect, it } from 'vitest';
import { createAbsentBrokers } from '../../../src/observe/parts/absent-brokers.ts';

const up = (...ids: number[]) => ids.map((id) => ({ id, host: 'h', port: 1, rack: null }));
const replicatedOn = (...replicas: number[]) => [
  { partitions: [{ partition: 0, leader: 1, replicas, isr: [1], logStartOffset: 0, highWatermark: 0 }] },
];

it('absent brokers - are registered, have replicas, or were up within a minute', () => {
  const absent = createAbsentBrokers();
  expect(absent.update(0, up(1, 2, 5), [], [1, 2])).toEqual([]);
  expect(absent.update(1000, up(1, 2), replicatedOn(1, 3), [1, 2, 4])).toEqual([3, 4, 5]);
  expect(absent.update(60_000, up(1, 2), [], [])).toEqual([5]);
  expect(absent.update(60_001, up(1, 2), [], [])).toEqual([]);
});
