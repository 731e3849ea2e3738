import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicies } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homeAt } from '../../src/home.ts';
import { run } from '../../src/program.ts';
import { keepPolicies } from '../../src/up/policies.ts';
import { recordingTerminal } from '../support/terminal.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sremesh-policy-cli-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function policy(...args: string[]) {
  const terminal = recordingTerminal();
  const { signal } = new AbortController();
  const code = await run(['policy', ...args], { env: { SREMESH_HOME: home }, terminal, signal });
  return { code, out: terminal.outLines.join('\n'), note: terminal.noteLines.join('\n') };
}

/** A directory with the default policies, and these files in it. */
async function directoryWith(name: string, files: Record<string, string> = {}) {
  const directory = join(home, name);
  await cp(defaultPolicies, directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
  return directory;
}

const grow = (days: number) => [
  'explain',
  '--tool',
  'set_topic_config',
  '--args',
  JSON.stringify({ topic: 'orders', configs: { 'retention.ms': String(days * 86_400_000) } }),
  '--pre-state',
  '{"retention.ms":"60000"}',
];

describe('policy - lint', () => {
  test('finds nothing wrong with the policies that the mesh comes with', async () => {
    expect(await policy('lint')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ \d+ policies of /),
    });
  });

  test('says file, line and what to do of everything that is wrong, and fails', async () => {
    const directory = await directoryWith('wrong', {
      'own.cedar':
        '@id("own")\n@needs("x")\npermit (principal, action, resource)\nwhen { context.mood == "x" };\n',
      'typo.cedar': 'permit(principal action);',
    });
    const { code, out } = await policy('lint', directory);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ own\.cedar:4: .*mood[\s\S]*✗ typo\.cedar:1: /);
    const json = JSON.parse((await policy('lint', directory, '--json')).out);
    expect(json).toMatchObject({ directory, version: null, warnings: [] });
    expect(json.problems).toContainEqual(
      expect.objectContaining({ file: 'typo.cedar', line: 1, remedy: expect.stringContaining('syntax') }),
    );
  });

  test('names a directory that cannot be read', async () => {
    expect(await policy('lint', '/nowhere')).toMatchObject({
      code: 1,
      note: expect.stringContaining('/nowhere'),
    });
  });
});

describe('policy - test', () => {
  test('runs the cases beside the policies', async () => {
    expect(await policy('test')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ (\d+) of \1 cases/),
    });
  });

  test('fails and says what came where a case is not as expected', async () => {
    const own = {
      name: 'eight days',
      request: { tool: 'nothing' },
      expect: { decision: 'allowed', policy: 'x' },
    };
    const directory = await directoryWith('cases', { 'own.test.json': JSON.stringify([own]) });
    const { code, out } = await policy('test', directory);
    expect(code).toBe(1);
    expect(out).toContain('✗ own.test.json: eight days');
    expect(out).toContain('decision refused, not allowed');
    const { items } = JSON.parse((await policy('test', directory, '--json')).out);
    expect(items.filter(({ failure }: { failure: unknown }) => failure !== null)).toHaveLength(1);
  });
});

describe('policy - explain', () => {
  test('says what is decided, by which policies, and what would have to be true', async () => {
    expect(await policy(...grow(3))).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^approval_required \(1\)\nby retention-grows-to-7d, medium-risk-one-approver\n/,
      ),
    });
    expect((await policy(...grow(3), '--approvals', '1')).out).toMatch(
      /^allowed\nby retention-grows-to-7d\n/,
    );
    expect((await policy(...grow(3), '--mode', 'propose')).out).toMatch(
      /^proposal_only[\s\S]*would have to be heal/,
    );
    const { out } = await policy(...grow(8), '--json');
    expect(JSON.parse(out)).toMatchObject({
      decision: 'refused',
      policies: ['default-deny'],
      reason: expect.stringContaining('604800000 ms (7 days)'),
      policyVersion: expect.stringMatching(/^sha256:/),
    });
  });

  test('asks about the agent and the person behind it', async () => {
    const read = ['explain', '--tool', 'describe_topics', '--role', 'gateway'];
    expect((await policy(...read, '--human', 'ann:viewer:default')).out).toMatch(/^allowed\nby agents-read/);
    expect((await policy(...read, '--human', 'eve:viewer:other')).out).toMatch(/^refused\nby people-stay-in/);
    expect((await policy('explain', '--tool', 'describe_topics', '--role', 'nobody')).out).toMatch(
      /^refused/,
    );
  });

  test.each([
    ['no tool', ['explain'], '--tool'],
    ['arguments that are no JSON', ['explain', '--tool', 'x', '--args', '{'], '--args: not JSON'],
    ['a mode there is none of', ['explain', '--tool', 'x', '--mode', 'mend'], 'mode: '],
    ['three approvals', ['explain', '--tool', 'x', '--approvals', '3'], 'approvals: '],
  ])('takes %s for bad usage', async (_, args, message) => {
    expect(await policy(...args)).toMatchObject({ code: 2, note: expect.stringContaining(message) });
  });

  test('shows text from outside as text', async () => {
    const { out } = await policy(
      'explain',
      '--tool',
      'x\u001B[2J',
      '--args',
      JSON.stringify({ a: '\u001B[31m' }),
    );
    expect(out).toMatch(/^refused/);
    expect(out).not.toContain('\u001B');
  });
});

test('policies - are put where the user can edit them, once', async () => {
  const at = homeAt(join(home, 'first'));
  await cp(defaultPolicies, join(at.dir, 'policies-of-elsewhere'), { recursive: true });
  await keepPolicies(at, defaultPolicies);
  expect(await readdir(at.policies)).toEqual(await readdir(defaultPolicies));
  await writeFile(join(at.policies, 'reads.cedar'), '// mine\n');
  await keepPolicies(at, defaultPolicies);
  await expect(policy('lint', at.policies)).resolves.toMatchObject({ code: 0 });
  const { out } = await policy('explain', '--tool', 'describe_topics', '--dir', at.policies);
  expect(out).toMatch(/^refused\nby default-deny/);
});
