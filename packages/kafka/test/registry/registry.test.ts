import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from '@sremesh/contracts';
import { startRegistry, type SchemaRegistry } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnectClient, createRegistryClient, createWindow, noSources } from '../../src/index.ts';
import { checkSchemaCompatibility } from '../../src/tools/check-schema-compatibility.ts';
import { listSchemas } from '../../src/tools/list-schemas.ts';
import { depsWith } from '../support/deps.ts';
import { observationAt } from '../window/observation.ts';

const schema = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'Order', fields });
const id = { name: 'id', type: 'string' };
const first = schema(id, { name: 'amount', type: 'long' });
const second = schema(id, { name: 'amount', type: 'string' });

describe('registry', () => {
  let dir: string;
  let registry: SchemaRegistry;
  const send = async (method: string, path: string, body: object) => {
    const response = await fetch(`${registry.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.text()).toBe(200);
  };
  const register = (subject: string, text: string) =>
    send('POST', `/subjects/${encodeURIComponent(subject)}/versions`, { schema: text });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sremesh-registry-'));
    registry = await startRegistry({ dir, logFile: join(dir, 'registry.log') });
  }, 90_000);
  afterAll(async () => {
    await registry?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('registry - sees a new version of any level, and whether the readers of the one before can read it', async () => {
    const client = createRegistryClient(registry.url);
    expect(await client.subjects()).toEqual([]);
    await register('a/b ☕-value', first);
    await register('orders-value', first);
    const [odd, before] = await client.subjects();
    expect(odd).toMatchObject({ subject: 'a/b ☕-value', version: 1, compatibleWithPrevious: null });
    expect(before).toMatchObject({ subject: 'orders-value', version: 1, compatibleWithPrevious: null });

    await register('orders-value', second);
    const [same, after] = await client.subjects();
    expect(same).toBe(odd);
    expect(after).toMatchObject({
      version: 2,
      compatibleWithPrevious: {
        backward: false,
        forward: false,
        messages: expect.arrayContaining([
          expect.stringContaining('the version before cannot read this one: amount: '),
        ]),
      },
    });
    expect(after?.seenAt).toBeGreaterThanOrEqual(before?.seenAt ?? Infinity);
  });

  it('registry - lists subjects by prefix and by what does not fit, with the level that counts', async () => {
    await register('fits-value', first);
    await register(
      'fits-value',
      schema(id, { name: 'amount', type: 'long' }, { name: 'n', type: 'int', default: 0 }),
    );
    await send('PUT', '/config/fits-value', { compatibility: 'FULL' });
    await register('breaks-value', first);
    await register('breaks-value', second);
    const client = createRegistryClient(registry.url);
    const window = createWindow();
    const deps = depsWith({ registry: client }, window);
    const list = async (input: { subject?: string; onlyIncompatible: boolean }) =>
      tools.list_schemas.output.parse(await listSchemas(deps)({ limit: 10, ...input }));

    expect(await list({ subject: 'fits', onlyIncompatible: false })).toMatchObject({
      configured: true,
      subjects: [{ subject: 'fits-value', version: 2, compatibility: 'FULL', seenAt: null }],
      total: 1,
    });
    const at = Date.now();
    window.add({
      ...observationAt(0, { end: 0, committed: 0 }),
      at,
      schemas: { at, subjects: await client.subjects() },
    });
    const { subjects } = await list({ subject: 'breaks', onlyIncompatible: true });
    expect(subjects).toMatchObject([
      { subject: 'breaks-value', compatibility: 'NONE', compatibleWithPrevious: { forward: false } },
    ]);
    expect(subjects[0]?.seenAt).not.toBeNull();
    expect((await list({ subject: 'fits', onlyIncompatible: true })).subjects).toEqual([]);
  });

  it('registry - checks a candidate by the level of the subject, and names the argument that is wrong', async () => {
    await register('checked-value', first);
    const check = checkSchemaCompatibility(depsWith({ registry: createRegistryClient(registry.url) }));
    const candidate = { subject: 'checked-value', schema: second, schemaType: 'AVRO' } as const;
    expect(await check(candidate)).toMatchObject({ compatible: true, level: 'NONE', messages: [] });
    await send('PUT', '/config/checked-value', { compatibility: 'BACKWARD' });
    const refused = tools.check_schema_compatibility.output.parse(await check(candidate));
    expect(refused).toMatchObject({ compatible: false, level: 'BACKWARD' });
    expect(refused.messages.join()).toContain('/fields/1');

    const failed = (message: string) => ({
      code: 'MESH_TOOL_FAILED',
      message: expect.stringMatching(message),
    });
    await expect(check({ ...candidate, subject: 'none' })).rejects.toMatchObject(failed('^subject: '));
    await expect(check({ ...candidate, version: 9 })).rejects.toMatchObject(failed('^subject: '));
    await expect(check({ ...candidate, schema: '{"type":"x"}' })).rejects.toMatchObject(failed('^schema: '));
  });

  it('registry - another address than that of the API is found out, and none is said', async () => {
    const root = new URL('/', registry.url).href;
    await expect(createRegistryClient(root).subjects()).rejects.toMatchObject({
      code: 'MESH_TOOL_FAILED',
      remedy: expect.stringContaining('/apis/ccompat/v7'),
    });
    await expect(createConnectClient(registry.url).connectors()).rejects.toMatchObject({
      code: 'MESH_TOOL_FAILED',
      remedy: expect.stringContaining('KAFKA_CONNECT_URL'),
    });
    const none = await listSchemas(depsWith(noSources))({ limit: 1, onlyIncompatible: false });
    expect(tools.list_schemas.output.parse(none)).toMatchObject({
      configured: false,
      subjects: [],
      total: 0,
    });
    const check = checkSchemaCompatibility(depsWith(noSources));
    const candidate = { subject: 'a', schema: first, schemaType: 'AVRO' } as const;
    await expect(check(candidate)).rejects.toMatchObject({ remedy: 'set SCHEMA_REGISTRY_URL' });
  });
});
