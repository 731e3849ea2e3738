import { expect, it } from 'vitest';
import { createAbsentBrokers } from '../../../src/observe/parts/absent-brokers.ts';

const up = (...ids: number[]) => ids.map((id) => ({ id, host: 'h', port: 1, rack: null }));
const replicatedOn = (...replicas: number[]) => [
  { partitions: [{ partition: 0, leader: 1, replicas, isr: [1], logStartOffset: 0, highWatermark: 0 }] },
];

it('absent brokers - have replicas, or were up within a minute where nobody tells who is registered', () => {
  const absent = createAbsentBrokers();
  expect(absent.update(0, up(1, 2, 5), [], null)).toEqual([]);
  expect(absent.update(1000, up(1, 2), replicatedOn(1, 3), null)).toEqual([3, 5]);
  expect(absent.update(60_000, up(1, 2), [], null)).toEqual([5]);
  expect(absent.update(60_001, up(1, 2), [], null)).toEqual([]);
});

it('absent brokers - are registered, however long ago they were up, and forgotten once they are not', () => {
  const absent = createAbsentBrokers();
  expect(absent.update(0, up(1, 2), [], [1, 2, 3])).toEqual([3]);
  expect(absent.update(1000, up(1), [], [1, 2, 3])).toEqual([2, 3]);
  expect(absent.update(600_000, up(1), [], [1, 2, 3])).toEqual([2, 3]);
  expect(absent.update(601_000, up(1), [], [1, 3])).toEqual([3]);
});

it('absent brokers - one that registers is about to join, and counted on from when it was up', () => {
  const absent = createAbsentBrokers();
  expect(absent.update(0, up(1), [], [1])).toEqual([]);
  expect(absent.update(1000, up(1), [], [1, 4])).toEqual([]);
  expect(absent.update(2000, up(1, 4), [], [1, 4])).toEqual([]);
  expect(absent.update(3000, up(1), [], [1, 4])).toEqual([4]);
  expect(absent.update(4000, up(1), [], [1])).toEqual([]);
  expect(absent.update(14_000, up(1), [], [1, 4])).toEqual([]);
});

it('absent brokers - are counted on, too, where they are up before the list of the registered says so', () => {
  const absent = createAbsentBrokers();
  expect(absent.update(0, up(1), [], [1])).toEqual([]);
  expect(absent.update(1000, up(1, 4), [], [1])).toEqual([]);
  expect(absent.update(2000, up(1), [], [1, 4])).toEqual([4]);
});
