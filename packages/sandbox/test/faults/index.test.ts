import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { causes } from '@sremesh/contracts';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agentAcls } from '../../src/kafka/acls.ts';
import { faults } from '../../src/faults/index.ts';
import { retentionEdge } from '../../src/faults/retention-edge.ts';
import { canListen } from '../../src/process/free-ports.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { alive } from '../support/alive.ts';
import { besideKafka } from '../support/beside-kafka.ts';
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
    services: ['connect', 'registry'],
  });
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
    const options = { topic: 'edge-unhealed', group: 'edge-unhealed-readers', retentionMs: 16_000 };
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

const onFlows = faults.filter(({ touches }) => touches === 'flow');

test.concurrent.each(onFlows)(
  '$name - shows in Kafka, and nothing of it is left afterwards',
  async (fault) => {
    // The first of each is what the scoreboard's short form puts in.
    const variant = fault.variants(process.pid)[1];
    const injected = await sandbox.inject(fault, { ...variant?.options, calmMs: 4000 });
    const named = (kind: string) =>
      injected.resources.filter((each) => each.kind === kind).map(({ name }) => name);
    const names = [...named('topic'), ...named('consumer-group')];
    expect(names.length).toBeGreaterThan(0);
    expect(processesOf(names).length > 0).toBe(named('consumer-group').length > 0);

    expect(Date.now() - (await injected.visible)).toBeLessThan(2000);
    const isGone = await besideKafka[fault.name]?.(sandbox, injected);
    await injected.clear();
    await injected.clear();

    await isGone?.();
    expect(processesOf(names)).toEqual([]);
    await sandbox.kafka.withAdmin((admin) =>
      // Each broker hears of it a moment after the controller has done it.
      vi.waitFor(
        async () => expect((await namesIn(admin)).filter((name) => names.includes(name))).toEqual([]),
        {
          timeout: 5000,
        },
      ),
    );
  },
);

test('a fault that is cleared before it shows says so', async () => {
  const options = { topic: 'cleared-early', group: 'cleared-early-readers', retentionMs: 60_000 };
  const injected = await sandbox.inject(retentionEdge, options);
  await injected.clear();
  await expect(injected.visible).rejects.toThrow('the fault was cleared');
});

test('beside Kafka - the end of the sandbox leaves no server', async () => {
  const reports = await sandbox.inspect();
  expect(reports.map(({ name }) => name)).toEqual(expect.arrayContaining(['connect', 'registry']));
  await sandbox.stop();
  const ports = reports.flatMap((report) => report.ports);
  expect(await Promise.all(ports.map(canListen))).not.toContain(false);
});

/** What there are topics of, groups, or rights on. */
async function namesIn(admin: Admin): Promise<string[]> {
  const { groups } = await admin.listGroups();
  const { resources } = await admin.describeAcls(everyAcl);
  const topics = await admin.listTopics();
  return [...topics, ...groups.map((each) => each.groupId), ...resources.map((each) => each.resourceName)];
}

const everyAcl = {
  resourceType: kafkajs.AclResourceTypes.ANY,
  resourcePatternType: kafkajs.ResourcePatternTypes.ANY,
  operation: kafkajs.AclOperationTypes.ANY,
  permissionType: kafkajs.AclPermissionTypes.ANY,
};

/** Workloads that run and were started with one of these names. */
function processesOf(names: readonly string[]): string[] {
  const args = new Set(names.flatMap((name) => [`--topic=${name}`, `--group=${name}`]));
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !alive(Number(pid))) return false;
    return commandLine(pid).some((arg) => args.has(arg));
  });
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
