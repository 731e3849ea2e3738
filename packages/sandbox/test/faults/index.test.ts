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

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

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

test.concurrent('retention edge - unhealed, Kafka deletes what the group has not read', async () => {
  const { kafka } = sandbox;
  const options = { topic: 'edge-unhealed', group: 'edge-unhealed-readers', retentionMs: 8000 };
  const injected = await sandbox.inject(retentionEdge, { ...options, recoverAfterMs: 120_000 });
  const state = () => groupState(kafka, options.topic, options.group);
  expect((await state()).every(({ committed }) => committed >= 0)).toBe(true);

  const lost = await waitUntil(
    { what: 'unread records deleted', timeoutMs: 40_000, everyMs: 500 },
    async () => {
      const partitions = await state();
      // A literal -2 is how kafkajs resets a group whose offset is gone; that, too, is a loss.
      return partitions.some(({ logStart, committed }) => logStart > committed) && partitions;
    },
  );
  expect(lost.some(({ logStart, committed }) => logStart > Math.max(committed, 0))).toBe(true);
  await injected.clear();
});

test.concurrent('retention edge - extended in time, nothing is lost and the group catches up', async () => {
  const { kafka } = sandbox;
  const options = { topic: 'edge-healed', group: 'edge-healed-readers', retentionMs: 8000 };
  const injected = await sandbox.inject(retentionEdge, { ...options, recoverAfterMs: 12_000 });
  const state = () => groupState(kafka, options.topic, options.group);
  const before = await waitUntil({ what: 'behind', timeoutMs: 20_000 }, async () => {
    const partitions = await state();
    return lagOf(partitions) > 150 && partitions;
  });
  await kafka.withAdmin(async (admin) => {
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: options.topic };
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    const overrides = resources[0]?.configEntries.filter((entry) => !entry.isDefault) ?? [];
    expect(overrides.map(({ configName }) => configName)).toEqual(
      expect.arrayContaining(['retention.ms', 'max.message.bytes', 'cleanup.policy']),
    );
    const configEntries = overrides.map(({ configName: name, configValue: value }) =>
      name === 'retention.ms' ? { name, value: '3600000' } : { name, value },
    );
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  });
  const after = await waitUntil({ what: 'caught up', timeoutMs: 40_000, everyMs: 250 }, async () => {
    const partitions = await state();
    return lagOf(partitions) < 100 && lagOf(partitions) < lagOf(before) && partitions;
  });
  expect(after.map(({ logStart }) => logStart)).toEqual([0, 0, 0]);
  await injected.clear();
});

test.concurrent('burst - the group falls behind and drains it by itself', async () => {
  const { kafka } = sandbox;
  const injected = await sandbox.inject(burst, { durationMs: 2000 });
  const { topic, group } = await sandbox.baseFlow();
  const lag = async () => lagOf(await groupState(kafka, topic, group));
  await waitUntil({ what: 'behind', timeoutMs: 20_000 }, async () => (await lag()) > 500);
  const drained = await waitUntil({ what: 'drained', timeoutMs: 40_000, everyMs: 250 }, async () => {
    const now = await lag();
    return now < 100 && { lag: now };
  });
  expect(drained.lag).toBeLessThan(100);
  await injected.clear();
});

test.concurrent('rebalance - the group is seen between two assignments, and nothing piles up', async () => {
  const { kafka } = sandbox;
  const { topic } = await sandbox.baseFlow();
  const injected = await sandbox.inject(rebalance, { times: 2 });
  const [resource] = injected.resources;
  const groupId = resource?.name ?? '';
  const state = () => kafka.withAdmin(async (admin) => (await admin.describeGroups([groupId])).groups[0]);
  const alone = async () => {
    const now = await state();
    return now?.state === 'Stable' && now.members.length === 1;
  };
  await waitUntil({ what: 'alone at first', timeoutMs: 30_000 }, alone);
  const seen = await waitUntil({ what: 'rebalancing', timeoutMs: 30_000, everyMs: 500 }, async () => {
    const now = (await state())?.state ?? '';
    return now.endsWith('Rebalance') && now;
  });
  expect(['PreparingRebalance', 'CompletingRebalance']).toContain(seen);
  await waitUntil({ what: 'alone again', timeoutMs: 30_000 }, alone);
  await waitUntil(
    { what: 'no lag', timeoutMs: 20_000 },
    async () => lagOf(await groupState(kafka, topic, groupId)) < 100,
  );
  await injected.clear();
});

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
  await waitUntil(
    { what: 'records flowing on', timeoutMs: 20_000 },
    () => consumer.progress.records > records,
  );
  expect(producer.running).toBe(true);
});
