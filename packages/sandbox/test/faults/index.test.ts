import { rm } from 'node:fs/promises';
import { causes } from '@sremesh/contracts';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agentAcls } from '../../src/kafka/acls.ts';
import { burst } from '../../src/faults/burst.ts';
import { faults } from '../../src/faults/index.ts';
import { leaderSkew } from '../../src/faults/leader-skew.ts';
import { rebalance } from '../../src/faults/rebalance.ts';
import { retentionEdge } from '../../src/faults/retention-edge.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { groupState, lagOf } from '../support/group-state.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const patience = { timeoutMs: 60_000, everyMs: 300 };

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

test('faults - each is a cause of the contract, once', () => {
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(causes).toEqual(expect.arrayContaining(names));
});

test.concurrent('retention edge - unhealed, Kafka deletes what the group has not read', () =>
  sandbox.kafka.withAdmin(async (admin) => {
    const options = { topic: 'edge-unhealed', group: 'edge-unhealed-readers', retentionMs: 8000 };
    const injected = await sandbox.inject(retentionEdge, { ...options, recoverAfterMs: 3_600_000 });
    const state = () => groupState(admin, options.topic, options.group);
    const before = await state();
    expect(before.every(({ committed, logStart }) => committed >= logStart)).toBe(true);

    const lost = await waitUntil({ ...patience, what: 'unread records deleted' }, async () => {
      const partitions = await state();
      // A literal -2 is how kafkajs resets a group whose offset is gone; what it had read until then, we know.
      return partitions.find(
        ({ logStart, committed }, index) => logStart > Math.max(committed, before[index]?.committed ?? 0),
      );
    });
    expect(lost.end).toBeGreaterThan(lost.logStart);
    await injected.clear();
  }));

test.concurrent('retention edge - where retention is long enough, the group catches up and nothing is lost', () =>
  sandbox.kafka.withAdmin(async (admin) => {
    const options = { topic: 'edge-healed', group: 'edge-healed-readers', retentionMs: 60_000 };
    const injected = await sandbox.inject(retentionEdge, { ...options, recoverAfterMs: 5000 });
    const state = () => groupState(admin, options.topic, options.group);
    await waitUntil({ ...patience, what: 'behind' }, async () => lagOf(await state()) > 200);

    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: options.topic };
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    const overrides = new Map(resources[0]?.configEntries.map((one) => [one.configName, one.configValue]));
    expect(overrides.get('retention.ms')).toBe('60000');
    expect(overrides.get('max.message.bytes')).toBe('524288');

    await waitUntil({ ...patience, what: 'caught up' }, async () => lagOf(await state()) < 60);
    expect((await state()).map(({ logStart }) => logStart)).toEqual([0, 0, 0]);
    await injected.clear();
  }));

test.concurrent('burst - the group falls behind and drains it by itself', () =>
  sandbox.kafka.withAdmin(async (admin) => {
    const { topic, group } = await sandbox.baseFlow();
    const lag = async () => lagOf(await groupState(admin, topic, group));
    const injected = await sandbox.inject(burst, { durationMs: 2000 });
    const peak = await waitUntil({ ...patience, what: 'behind' }, async () => {
      const now = await lag();
      return now > 500 && now;
    });
    const drained = await waitUntil({ ...patience, what: 'drained' }, async () => {
      const now = await lag();
      return now < 100 && { lag: now };
    });
    expect(drained.lag).toBeLessThan(peak);
    await injected.clear();
  }));

test.concurrent('rebalance - the group is seen between two assignments, and nothing piles up', () =>
  sandbox.kafka.withAdmin(async (admin) => {
    const { topic } = await sandbox.baseFlow();
    const injected = await sandbox.inject(rebalance, { times: 2 });
    const groupId = injected.resources[0]?.name ?? '';
    const state = async () => (await admin.describeGroups([groupId])).groups[0];
    const alone = async () => {
      const now = await state();
      return now?.state === 'Stable' && now.members.length === 1;
    };
    await waitUntil({ ...patience, what: 'alone at first' }, alone);
    const seen = await waitUntil({ ...patience, what: 'rebalancing' }, async () => {
      const now = (await state())?.state ?? '';
      return now.endsWith('Rebalance') && now;
    });
    expect(['PreparingRebalance', 'CompletingRebalance']).toContain(seen);
    await waitUntil({ ...patience, what: 'alone again' }, alone);
    await waitUntil(
      { ...patience, what: 'no lag' },
      async () => lagOf(await groupState(admin, topic, groupId)) < 100,
    );
    await injected.clear();
  }));

test('leader skew - the broker is back and in sync, and leads nothing', async () => {
  const injected = await sandbox.inject(leaderSkew, { broker: 2, how: 'kill' });
  expect(injected.resources).toEqual([{ kind: 'broker', name: '2' }]);
  const partitions = await sandbox.kafka.withAdmin(async (admin) =>
    (await admin.fetchTopicMetadata()).topics.flatMap((topic) => topic.partitions),
  );
  expect(partitions.filter(({ replicas }) => replicas[0] === 2).length).toBeGreaterThan(0);
  expect(partitions.filter(({ leader }) => leader === 2)).toEqual([]);
  expect(partitions.every(({ isr }) => isr.length === 3)).toBe(true);
  const { producer, consumer } = await sandbox.baseFlow();
  const { records } = consumer.progress;
  await waitUntil({ ...patience, what: 'records flowing on' }, () => consumer.progress.records > records);
  expect(producer.running).toBe(true);
});
