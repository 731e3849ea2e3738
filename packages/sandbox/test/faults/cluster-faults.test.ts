import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { brokerDown } from '../../src/faults/broker-down.ts';
import { controllerFailover } from '../../src/faults/controller-failover.ts';
import { diskPressure } from '../../src/faults/disk-pressure.ts';
import type { Fault } from '../../src/faults/fault.ts';
import { leaderSkew } from '../../src/faults/leader-skew.ts';
import { offlinePartition } from '../../src/faults/offline-partition.ts';
import { plannedReassignment } from '../../src/faults/planned-reassignment.ts';
import { underMinIsr } from '../../src/faults/under-min-isr.ts';
import { underReplicated } from '../../src/faults/under-replicated.ts';
import { agentAcls } from '../../src/kafka/acls.ts';
import { withRaw } from '../../src/kafka/raw.ts';
import { readState } from '../../src/kafka/state.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { startFiller } from '../../src/workloads/filler.ts';
import { clusterPicture } from '../support/cluster-picture.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dir: string;
let sandbox: Sandbox;

beforeAll(async () => {
  dir = await tempDir();
  sandbox = await startSandbox({
    dir,
    natsAuthorization: 'authorization { user: tester, password: of-this-test }',
    kafkaUsers: agentAcls,
  });
  await sandbox.baseFlow();
});

afterAll(async () => {
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

const state = () => withRaw(sandbox.kafka, readState);

/** Injects a fault, looks while it is there, clears it (twice), and compares the cluster with what it was before. */
async function during<Options>(
  fault: Fault<Options>,
  options: Partial<Options>,
  look: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const before = await clusterPicture(sandbox.kafka);
  const began = Date.now();
  const injected = await fault.inject(sandbox, options);
  try {
    expect(await injected.visible).toBeGreaterThanOrEqual(began);
    await look();
  } finally {
    await injected.clear();
  }
  await injected.clear();
  await vi.waitFor(async () => expect(await clusterPicture(sandbox.kafka)).toEqual(before), {
    timeout: 30_000,
    interval: 200,
  });
}

const brokersUp = async () => (await state()).brokers.toSorted((a, b) => a - b);

describe('faults of brokers', () => {
  test('broker down - a hanging one is missed, and comes back to all it led', () =>
    during(brokerDown, { broker: 2, how: 'hang' }, async () => expect(await brokersUp()).toEqual([1, 3])));

  test('leader skew - the broker is back and in sync, and leads nothing', () =>
    during(leaderSkew, { broker: 3, how: 'stop' }, async () => {
      const { brokers, partitions } = await state();
      expect(brokers).toHaveLength(3);
      expect(partitions.some(({ replicas }) => replicas[0] === 3)).toBe(true);
      expect(partitions.some(({ leader }) => leader === 3)).toBe(false);
    }));

  test('controller failover - another leads the quorum, and no broker is missed', () =>
    during(controllerFailover, { times: 1, afterMs: 0 }, async () =>
      expect(await brokersUp()).toEqual([1, 2, 3]),
    ));

  test('disk pressure - the disk of a fourth broker fills up, and is not full', () =>
    during(
      diskPressure,
      { topic: 'filling', diskBytes: 48 * 1024 * 1024, bytesPerSecond: 12 * 1024 * 1024, until: 0.8 },
      async () => expect(await brokersUp()).toEqual([1, 2, 3, 4]),
    ));
});

describe('faults of replication', () => {
  test('under-replicated - a follower is behind while every broker is up', () =>
    during(
      underReplicated,
      { topic: 'behind', partitions: 1, follower: 3, bytesPerSecond: 300_000 },
      async () => {
        const { brokers, partitions } = await state();
        expect(brokers).toHaveLength(3);
        const behind = partitions.filter(({ topic }) => topic === 'behind');
        expect(behind.map(({ isr }) => isr.toSorted((a, b) => a - b))).toEqual([[1, 2]]);
      },
    ));

  test('under min isr - fewer are in sync than the topic demands, and who waits for all is refused', () =>
    during(underMinIsr, { topic: 'demanding', partitions: 2, replicas: 3, follower: 1 }, async () => {
      const { partitions } = await state();
      const isr = partitions.filter(({ topic }) => topic === 'demanding').map((each) => each.isr);
      expect(isr.map((each) => each.includes(1))).toEqual([false, false]);
      const filler = await startFiller(sandbox.kafka, { topic: 'demanding', bytesPerSecond: 1000 });
      await filler.stop();
      expect(filler.bytes).toBe(0);
      expect(filler.refused).toBeGreaterThan(0);
    }));

  test('offline partition - half of the partitions have no leader while their broker is up', () =>
    during(offlinePartition, { topic: 'broken', partitions: 4 }, async () => {
      const { brokers, partitions } = await state();
      expect(brokers).toHaveLength(4);
      const leaders = partitions.filter(({ topic }) => topic === 'broken').map(({ leader }) => leader);
      expect(leaders.toSorted((a, b) => a - b)).toEqual([-1, -1, 4, 4]);
    }));

  test('planned reassignment - replicas are on their way, and arrive', () =>
    during(plannedReassignment, {
      topic: 'moving',
      partitions: 2,
      bytes: 4 * 1024 * 1024,
      throttleBytesPerSecond: 1024 * 1024,
    }));
});
