import { once, EventEmitter } from 'node:events';
import { rename } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { authorize, createPolicyEngine, type PolicyEngine } from '../../src/engine.ts';
import { policyDirectory } from '../support/policy-directory.ts';

const engines: PolicyEngine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

const closed = `@id("closed")
@because("it would have to be open")
forbid (principal, action in Action::"read", resource);
`;

const reads = (engine: PolicyEngine) =>
  authorize(engine, { caller: 'reasoning', tenant: 'default', tool: 'describe_topics', facts: {} });

/** An engine on a directory, and its news as events. */
async function watched(directory: string, pollMs = 60_000) {
  const news = new EventEmitter();
  const engine = await createPolicyEngine({
    directory,
    pollMs,
    onChange: (version) => news.emit('change', version),
    onTrouble: (trouble) => news.emit('trouble', trouble),
  });
  engines.push(engine);
  return {
    engine,
    next: (event: 'change' | 'trouble') => once(news, event, { signal: AbortSignal.timeout(10_000) }),
  };
}

describe('engine - versions', () => {
  it('has the version of its files, whatever else lies beside them', async () => {
    await using one = await policyDirectory();
    await using two = await policyDirectory({ 'notes.txt': 'x' });
    const [first, second] = [await watched(one.path), await watched(two.path)];
    expect(second.engine.version).toBe(first.engine.version);
    expect(first.engine.version).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(reads(first.engine)).toMatchObject({ allowed: true, policyVersion: first.engine.version });
    await two.write('closed.cedar', closed);
    await second.engine.reload();
    expect(second.engine.version).not.toBe(first.engine.version);
    expect([reads(first.engine).allowed, reads(second.engine).allowed]).toEqual([true, false]);
  });
});

describe('engine - hot reload', () => {
  it('takes a new policy when its file is written, and tells the version', async () => {
    await using directory = await policyDirectory();
    const { engine, next } = await watched(directory.path);
    const before = engine.version;
    const changed = next('change');
    await directory.write('closed.cedar', closed);
    expect(await changed).toEqual([engine.version]);
    expect(engine.version).not.toBe(before);
    expect(reads(engine)).toMatchObject({
      allowed: false,
      policies: ['closed'],
      reason: 'closed: it would have to be open',
    });
    const back = next('change');
    await directory.remove('closed.cedar');
    await back;
    expect(engine.version).toBe(before);
    expect(reads(engine)).toMatchObject({ allowed: true });
  });

  it('keeps the last good policies while a file is wrong, says where, and recovers', async () => {
    await using directory = await policyDirectory();
    const { engine, next } = await watched(directory.path);
    const before = engine.version;
    const troubled = next('trouble');
    await directory.write('reads.cedar', '// all\npermit (principal, action,, resource);\n');
    const [trouble] = await troubled;
    expect(trouble).toMatch(/reads\.cedar:2: .*unexpected token.*policies before stay in force/);
    expect(engine.trouble()).toBe(trouble);
    expect(engine.version).toBe(before);
    expect(reads(engine)).toMatchObject({ allowed: true, policies: ['agents-read'] });
    const fixed = next('trouble');
    await directory.write('reads.cedar', closed);
    expect(await fixed).toEqual([null]);
    expect(engine.trouble()).toBeNull();
    expect(reads(engine)).toMatchObject({ allowed: false, policies: ['default-deny', 'closed'] });
  });

  it('keeps them when the schema, or the whole directory, goes away', async () => {
    await using directory = await policyDirectory();
    const { engine, next } = await watched(directory.path, 20);
    let troubled = next('trouble');
    await directory.remove('schema.cedarschema');
    expect((await troubled)[0]).toContain('there is no schema file');
    troubled = next('trouble');
    await rename(directory.path, `${directory.path}-away`);
    while (!String((await troubled)[0]).includes('the directory cannot be read')) troubled = next('trouble');
    expect(reads(engine)).toMatchObject({ allowed: true });
    await rename(`${directory.path}-away`, directory.path);
    expect(engine.trouble()).not.toBeNull();
  });

  it('never has a file in force that is only just being written', async () => {
    await using directory = await policyDirectory({ 'closed.cedar': closed });
    const { engine, next } = await watched(directory.path);
    const troubled = next('trouble');
    await directory.write('closed.cedar', '');
    expect((await troubled)[0]).toContain('closed.cedar: the file is empty');
    expect(reads(engine)).toMatchObject({ allowed: false, policies: ['closed'] });
  });

  it('sees by its poll a directory that was put in the place of another', async () => {
    await using directory = await policyDirectory();
    await using other = await policyDirectory({ 'closed.cedar': closed });
    const { engine, next } = await watched(directory.path, 20);
    const changed = next('change');
    await rename(directory.path, `${other.path}-old`);
    await rename(other.path, directory.path);
    await changed;
    expect(reads(engine).policies).toEqual(['closed']);
    await rename(directory.path, other.path);
    await rename(`${other.path}-old`, directory.path);
  });

  it('ends with the newest files however often they change meanwhile', async () => {
    await using directory = await policyDirectory();
    const { engine } = await watched(directory.path);
    const before = engine.version;
    for (let round = 0; round < 20; round++) {
      await directory.write('closed.cedar', round % 2 === 0 ? closed : '@id(');
      void engine.reload();
    }
    await directory.write('closed.cedar', closed);
    await engine.reload();
    expect(engine.trouble()).toBeNull();
    expect(engine.version).not.toBe(before);
    expect(reads(engine).policies).toEqual(['closed']);
  });
});

describe('engine - start', () => {
  it.each([
    ['a syntax error', { 'reads.cedar': 'permit(principal action);' }, 'reads.cedar:1'],
    ['a schema that lacks what the policies need', { 'schema.cedarschema': '' }, 'Action'],
  ])('does not start with %s, and says what to do', async (_, files, message) => {
    await using directory = await policyDirectory(files);
    await expect(createPolicyEngine({ directory: directory.path })).rejects.toMatchObject({
      code: 'MESH_CONFIG_INVALID',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\w+/),
    });
  });

  it('does not start where there is no directory', async () => {
    await expect(createPolicyEngine({ directory: '/nowhere/policies' })).rejects.toMatchObject({
      code: 'MESH_CONFIG_INVALID',
      message: expect.stringContaining('/nowhere/policies'),
      remedy: expect.stringContaining('SREMESH_POLICY_DIR'),
    });
  });
});
