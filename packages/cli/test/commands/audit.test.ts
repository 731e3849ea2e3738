import { generateKeyPairSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendEntries, createAuditSigner, genesis } from '@sremesh/audit';
import { canonicalJson, type AuditRecord } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/program.ts';
import { keptAuditKey } from '../../src/up/audit-key.ts';
import { runningGateway } from '../support/running-gateway.ts';
import { recordingTerminal } from '../support/terminal.ts';

let mesh: Awaited<ReturnType<typeof runningGateway>>;
let records: AuditRecord[];
let lines: string[];
const at = (name: string): string => join(mesh.home.dir, name);

beforeAll(async () => {
  mesh = await runningGateway();
  const signer = createAuditSigner((await keptAuditKey(mesh.home)).seed);
  const entries = Array.from({ length: 2500 }, (_, index) => ({
    at: '2026-11-21T10:00:00.000Z',
    kind: 'decision' as const,
    source: 'governance/1',
    data: { index },
  }));
  const start = genesis('default', signer.publicKey);
  ({ records } = appendEntries(start, entries, { signer, every: 100, close: true, now: new Date() }));
  lines = records.map(canonicalJson);
  const governance = await mesh.as('governance');
  await governance.serve({
    query_audit: async ({ after, limit }) => {
      const items = records.slice(after, after + limit);
      const last = after + items.length;
      return { items, nextAfter: last < records.length ? last : null };
    },
  });
}, 60_000);
afterAll(() => mesh.close());

async function sremesh(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await run(args, { env: mesh.env, terminal, signal: new AbortController().signal });
  return { code, out: terminal.outLines, note: terminal.noteLines.join('\n') };
}

test('audit key - is made once, kept for its owner only, and its public half is beside it', async () => {
  const first = await keptAuditKey(mesh.home);
  expect(await keptAuditKey(mesh.home)).toEqual(first);
  expect((await stat(mesh.home.auditKey)).mode & 0o777).toBe(0o600);
  expect((await readFile(mesh.home.auditPublicKey, 'utf8')).trim()).toBe(first.publicKey);
  const { auditKey } = mesh.home;
  const kept = await readFile(auditKey, 'utf8');
  await writeFile(auditKey, '{}');
  await expect(keptAuditKey(mesh.home)).rejects.toThrow(/does not hold the key/);
  await writeFile(auditKey, kept);
});

test('audit - export writes every page as lines, to standard output or a file', async () => {
  const { code, out, note } = await sremesh('audit', 'export');
  expect(code).toBe(0);
  expect(out).toEqual(lines);
  expect(note).toContain(`${lines.length} records`);
  const toFile = await sremesh('audit', 'export', '--file', at('audit.jsonl'));
  expect([toFile.code, toFile.out]).toEqual([0, []]);
  expect(await readFile(at('audit.jsonl'), 'utf8')).toBe(`${lines.join('\n')}\n`);
});

test('audit - verify looks at what the mesh has now, with the key of the home', async () => {
  const { code, out, note } = await sremesh('audit', 'verify');
  expect([code, out]).toEqual([0, [`${lines.length} records are in order, with 25 signed checkpoints`]]);
  expect(note).toMatch(/Without a witness/);
});

test('audit - verify finds what was changed in a file, and exits with 1', async () => {
  const changed = lines.with(700, (lines[700] ?? '').replace('governance/1', 'governance/2'));
  await writeFile(at('changed.jsonl'), changed.join('\n'));
  const { code, out } = await sremesh('audit', 'verify', '--file', at('changed.jsonl'));
  expect(code).toBe(1);
  expect(out.join('\n')).toMatch(/NOT in order: at record 701: .*edited/);
  const json = await sremesh('audit', 'verify', '--file', at('changed.jsonl'), '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out.join(''))).toMatchObject({ ok: false, firstProblem: { seq: 701 } });
});

test('audit - verify sees a cut end with a witness', async () => {
  const witness = records.filter(({ kind }) => kind === 'checkpoint').map(({ data }) => canonicalJson(data));
  await writeFile(at('witness.jsonl'), `${witness.join('\n')}\n`);
  await writeFile(at('cut.jsonl'), lines.slice(0, 1000).join('\n'));
  const verify = (file: string, ...more: string[]) => sremesh('audit', 'verify', '--file', at(file), ...more);
  await sremesh('audit', 'export', '--file', at('audit.jsonl'));
  expect((await verify('cut.jsonl')).code).toBe(0);
  expect((await verify('cut.jsonl', '--witness', at('witness.jsonl'))).code).toBe(1);
  expect((await verify('audit.jsonl', '--witness', at('witness.jsonl'))).code).toBe(0);
});

test('audit - verify takes another key by text or file, and says what is no key', async () => {
  const { x: stranger = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  await writeFile(at('stranger.pub'), `${stranger}\n`);
  for (const key of [stranger, at('stranger.pub')]) {
    const { code, out } = await sremesh('audit', 'verify', '--key', key);
    expect([code, out[0]]).toEqual([1, expect.stringMatching(/does not begin with this public key/)]);
  }
  const none = await sremesh('audit', 'verify', '--key', at('witness.jsonl'));
  expect([none.code, none.note]).toEqual([1, expect.stringMatching(/holds no public key/)]);
});
