import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { configDrift } from '../../src/faults/config-drift.ts';
import { connectorTaskFailed } from '../../src/faults/connector-task-failed.ts';
import { schemaIncompatible } from '../../src/faults/schema-incompatible.ts';
import { agentAcls } from '../../src/kafka/acls.ts';
import { effective } from '../../src/kafka/overrides.ts';
import { canListen } from '../../src/process/free-ports.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox.ts';
import { rest } from '../../src/services/rest.ts';
import { groupState } from '../support/group-state.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const internal = /^(__consumer_offsets|sandbox-connect-(configs|offsets|status)|orders)$/;

let dir: string;
let sandbox: Sandbox;
const connectUrl = (path: string) => `${sandbox.connect?.url}/connectors${path}`;
const registryUrl = (path: string) => `${sandbox.registry?.url}${path}`;
const declared = async (): Promise<unknown> => parse(await readFile(sandbox.declared.file, 'utf8'));

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

test.each([connectorTaskFailed, schemaIncompatible, configDrift])(
  '$name - its variants are of its seed, and share no name with those of another',
  (fault) => {
    const variants = fault.variants(1);
    expect(variants.length).toBeGreaterThanOrEqual(3);
    expect(fault.variants(1)).toEqual(variants);
    const topics = (seed: number): string[] =>
      fault.variants(seed).flatMap(({ options }) => {
        if ('topic' in options && options.topic !== undefined) return [options.topic];
        return 'name' in options && options.name !== undefined && options.kind !== 'broker'
          ? [options.name]
          : [];
      });
    const all = [...topics(1), ...topics(2), ...topics(3)];
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/^[A-Za-z0-9._-]{1,249}$/);
  },
);

test.concurrent.each(connectorTaskFailed.variants(7))(
  'connector.task-failed - $label: Connect says that the task failed, and that the connector runs',
  async ({ options }) => {
    const before = Date.now();
    const injected = await sandbox.inject(connectorTaskFailed, { ...options, calmMs: 500 });
    expect(await injected.visible).toBeGreaterThanOrEqual(before);
    const [connector, topic] = injected.resources;
    expect([connector?.kind, topic?.kind]).toEqual(['connector', 'topic']);
    const name = connector?.name ?? '';
    expect(await rest('GET', connectUrl(`/${encodeURIComponent(name)}/status`))).toMatchObject({
      connector: { state: 'RUNNING' },
      tasks: [{ state: 'FAILED', trace: expect.stringContaining('Exception') }],
    });
    await injected.clear();
    await injected.clear();
    expect(await rest('GET', connectUrl(''))).not.toContain(name);
  },
);

test.concurrent.each(schemaIncompatible.variants(7))(
  'schema.incompatible - $label: every reader stands still before the first record it cannot read',
  async ({ options }) => {
    const injected = await sandbox.inject(schemaIncompatible, { ...options, calmMs: 500 });
    await injected.visible;
    const [subject = '', topic = '', group = ''] = injected.resources.map(({ name }) => name);
    expect(await rest('GET', registryUrl(`/subjects/${subject}/versions`))).toEqual([1, 2]);
    await sandbox.kafka.withAdmin(async (admin) => {
      const state = () => groupState(admin, topic, group);
      const sum = (of: 'end' | 'committed', partitions: Awaited<ReturnType<typeof state>>) =>
        partitions.reduce((total, partition) => total + partition[of], 0);
      let since = await state();
      await waitUntil({ what: `${group} stands still`, timeoutMs: 60_000, everyMs: 500 }, async () => {
        const now = await state();
        if (sum('committed', now) !== sum('committed', since)) since = now;
        // Many times more than it is behind while it reads.
        return sum('end', now) - sum('end', since) > 40;
      });
      const { groups } = await admin.describeGroups([group]);
      expect(groups[0]).toMatchObject({ state: 'Stable', members: [expect.anything()] });
    });
    await injected.clear();
    expect(await rest('GET', registryUrl('/subjects'))).not.toContain(subject);
  },
);

test.concurrent.each(configDrift.variants(7))(
  'config.drift - $label: Kafka has another value than the file says',
  async ({ options }) => {
    const { kind = 'topic', name = '', changed = {} } = options;
    const value = (config: string) =>
      sandbox.kafka.withAdmin((admin) => effective(admin, { kind, name }, config));
    const injected = await sandbox.inject(configDrift, { ...options, calmMs: 0 });
    await injected.visible;
    expect(injected.resources).toEqual([{ kind, name }]);
    expect(await declared()).toMatchObject({
      [`${kind}s`]: { [name]: options.declared ?? { 'min.insync.replicas': '2' } },
    });
    for (const [config, set] of Object.entries(changed)) expect(await value(config)).toBe(set);
    await injected.clear();
    expect(await declared()).not.toHaveProperty([`${kind}s`, name]);
    expect(await declared()).toMatchObject({ topics: { orders: {} } });
    // Of a topic that is gone there is none.
    expect([undefined, '1048588']).toContain(await value('message.max.bytes').catch(() => undefined));
  },
);

test('beside Kafka - the faults leave nothing, and the end of the sandbox no server', async () => {
  const topics = await sandbox.kafka.withAdmin((admin) => admin.listTopics());
  expect(topics.filter((topic) => !internal.test(topic))).toEqual([]);
  const reports = await sandbox.inspect();
  expect(reports.map(({ name }) => name)).toEqual(expect.arrayContaining(['connect', 'registry']));
  await sandbox.stop();
  const ports = reports.flatMap((report) => report.ports);
  expect(await Promise.all(ports.map(canListen))).not.toContain(false);
});
