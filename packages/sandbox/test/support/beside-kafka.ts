import { readFile } from 'node:fs/promises';
import type { CauseName } from '@sremesh/contracts';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { Injected } from '../../src/faults/fault.ts';
import type { Sandbox } from '../../src/sandbox.ts';
import { rest } from '../../src/services/rest.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { groupState } from './group-state.ts';

/** Checks what a fault shows beside Kafka while it is there, and gives the check that it does not any more. */
type Look = (sandbox: Sandbox, injected: Injected) => Promise<() => Promise<void>>;

const connectorTaskFailed: Look = async ({ connect }, { resources: [connector] }) => {
  const url = `${connect?.url}/connectors`;
  const name = connector?.name ?? '';
  expect(await rest('GET', `${url}/${encodeURIComponent(name)}/status`)).toMatchObject({
    connector: { state: 'RUNNING' },
    tasks: [{ state: 'FAILED', trace: expect.stringContaining('Exception') }],
  });
  return async () => expect(await rest('GET', url)).not.toContain(name);
};

/** Every reader stands still before the first record it cannot read, and stays. */
const schemaIncompatible: Look = async ({ kafka, registry }, { resources }) => {
  const [subject = '', topic = '', group = ''] = resources.map(({ name }) => name);
  const url = `${registry?.url}/subjects`;
  expect(await rest('GET', `${url}/${subject}/versions`)).toEqual([1, 2]);
  await kafka.withAdmin(async (admin) => {
    const sums = async () => {
      const partitions = await groupState(admin, topic, group);
      const sum = (of: 'end' | 'committed') => partitions.reduce((total, each) => total + each[of], 0);
      return { end: sum('end'), committed: sum('committed') };
    };
    let since = await sums();
    await waitUntil({ what: `${group} stands still`, timeoutMs: 60_000, everyMs: 300 }, async () => {
      const now = await sums();
      if (now.committed !== since.committed) since = now;
      // Many times more than it is behind while it reads.
      return now.end - since.end > 40;
    });
    const { groups } = await admin.describeGroups([group]);
    expect(groups[0]).toMatchObject({ state: 'Stable', members: [expect.anything()] });
  });
  return async () => expect(await rest('GET', url)).not.toContain(subject);
};

/** The file says what it said, and of what is gone nothing. */
const configDrift: Look = async ({ declared }, { resources: [changed] }) => {
  const read = async (): Promise<unknown> => parse(await readFile(declared.file, 'utf8'));
  const { kind = 'topic', name = '' } = changed ?? {};
  expect(await read()).toMatchObject({ [`${kind}s`]: { [name]: { 'cleanup.policy': 'delete' } } });
  return async () => {
    expect(await read()).not.toHaveProperty([`${kind}s`, name]);
    expect(await read()).toMatchObject({ topics: { orders: {} } });
  };
};

export const besideKafka: Partial<Record<CauseName, Look>> = {
  'connector.task-failed': connectorTaskFailed,
  'schema.incompatible': schemaIncompatible,
  'config.drift': configDrift,
};
