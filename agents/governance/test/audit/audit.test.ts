import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditSigner } from '@sremesh/audit';
import { verifyExport } from '@sremesh/audit-verifier';
import { canonicalJson, type AuditRecord, type CallFact } from '@sremesh/contracts';
import { connectRecords, type Mesh, type Records } from '@sremesh/mesh';
import { generateKeyPair } from '@sremesh/policy';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Audit, type AuditOptions } from '../../src/audit/audit.ts';
import { recordsLog } from '../../src/audit/records-log.ts';
import { newIncident } from '../support/changes.ts';

const { seed: signingKey } = generateKeyPair();
const { publicKey } = createAuditSigner(signingKey);

let nats: TestMesh;
let reasoning: Mesh;
let perception: Mesh;
let home: string;
const open: Records[] = [];
beforeAll(async () => {
  nats = await startTestMesh();
  [reasoning, perception] = await Promise.all([nats.connect('reasoning'), nats.connect('perception')]);
  home = await mkdtemp(join(tmpdir(), 'sremesh-witness-'));
}, 60_000);
afterAll(async () => {
  await Promise.all(open.map((records) => records.close()));
  await nats.close();
  await rm(home, { recursive: true, force: true });
});

/** Who leads, as the test says. */
class Leading {
  readonly #listeners = new Set<() => void>();
  #leads: boolean;
  constructor(leads: boolean) {
    this.#leads = leads;
  }
  isLeader = (): boolean => this.#leads;
  onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return { close: async () => void this.#listeners.delete(listener) };
  };
  become(leads: boolean): void {
    this.#leads = leads;
    for (const listener of this.#listeners) listener();
  }
}

async function startAudit(leads = true, witness: AuditOptions['witness'] = {}) {
  const mesh = await nats.connect('governance');
  const { instance } = mesh;
  const records = await connectRecords({ servers: nats.server.url, instance, auth: nats.records(instance) });
  open.push(records);
  const leadership = new Leading(leads);
  const log = pino({ level: 'silent' });
  const tenants = ['default', 'other'];
  const audit = new Audit({
    mesh,
    blocks: recordsLog(records),
    leadership,
    tenants,
    signingKey,
    witness,
    log,
  });
  return { audit, leadership, instance };
}

async function whole({ audit }: { audit: Audit }, tenant = 'default'): Promise<AuditRecord[]> {
  const all: AuditRecord[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: Awaited<ReturnType<Audit['query']>> = await audit.query({ tenant, after, limit: 100 });
    all.push(...page.items);
    after = page.nextAfter;
  }
  return all;
}
const verify = (all: AuditRecord[], witness?: string[]) =>
  verifyExport(all.map(canonicalJson), publicKey, witness);
const ofIncidents = (all: AuditRecord[], incidents: string[]) =>
  all.filter(
    ({ kind, data }) => kind === 'event' && incidents.includes((data as { incident: string }).incident),
  );

const emit = async (incident: string): Promise<void> =>
  reasoning.emit('escalated', { reason: 'token=hunter2hunter2' }, { incident, tenant: 'default' });

const fact = (tool: string, tenant = 'default'): CallFact => ({
  kind: 'call',
  at: new Date().toISOString(),
  tenant,
  caller: 'reasoning',
  tool,
  inputDigest: 'sha256:1',
  outputDigest: 'sha256:2',
  outcome: 'ok',
  policies: ['reads'],
  policyVersion: 'v1',
  incident: null,
  traceId: '0'.repeat(32),
});

describe('audit - what governance keeps', () => {
  it('records each event once, across leaders that follow each other and overlap', async () => {
    const incidents = Array.from({ length: 30 }, () => newIncident());
    const first = await startAudit();
    const second = await startAudit(false);
    for (const incident of incidents.slice(0, 10)) await emit(incident);
    second.leadership.become(true);
    for (const incident of incidents.slice(10, 20)) await emit(incident);
    first.leadership.become(false);
    await first.audit.close();
    for (const incident of incidents.slice(20)) await emit(incident);
    const found = await until('all events are recorded', async () => {
      const records = ofIncidents(await whole(second), incidents);
      return records.length >= incidents.length ? records : undefined;
    });
    expect(found.map(({ data }) => (data as { incident: string }).incident)).toEqual(incidents);
    expect(found[0]).toMatchObject({ source: 'reasoning', kind: 'event', data: { type: 'escalated' } });
    expect(JSON.stringify(found)).not.toContain('hunter2');
    await second.audit.close();
    expect(verify(await whole(second))).toMatchObject({ ok: true, unsigned: 0 });
  });

  it('records what agents report, by whom NATS says it is from, and drops what is of another tenant', async () => {
    const running = await startAudit();
    const batch = { id: 'b1', facts: [fact('describe_topics'), fact('describe_configs')] };
    await perception.reportCalls('default', { id: 'wrong', facts: [fact('elsewhere', 'other')] });
    await perception.reportCalls('default', batch);
    await perception.reportCalls('default', batch);
    await perception.reportCalls('other', { id: 'b1', facts: [fact('in_other', 'other')] });
    const calls = async (tenant: string) =>
      (await whole(running, tenant)).filter(({ kind }) => kind === 'call');
    const other = await until('the last report is recorded', async () => {
      const records = await calls('other');
      return records.length === 0 ? undefined : records;
    });
    expect(other.map(({ data }) => (data as { tool: string }).tool)).toEqual(['in_other']);
    const own = await calls('default');
    expect(own.map(({ data }) => (data as { tool: string }).tool)).toEqual([
      'describe_topics',
      'describe_configs',
    ]);
    expect(own[0]?.source).toBe(`perception/${perception.instance}`);
    await running.audit.close();
  });

  it('records a fact of its own before it says so, in the chain it concerns or in all', async () => {
    const running = await startAudit(false);
    await running.audit.record({ kind: 'decision', tenants: ['default'], data: { step: 1 } });
    expect((await whole(running)).at(-1)).toMatchObject({ kind: 'decision', data: { step: 1 } });
    await running.audit.record({ kind: 'freeze', tenants: [], data: { frozen: true } });
    for (const tenant of ['default', 'other'])
      expect((await whole(running, tenant)).at(-1)).toMatchObject({
        kind: 'freeze',
        source: `governance/${running.instance}`,
      });
    await running.audit.close();
  });
});

describe('audit - witness', () => {
  let running: Awaited<ReturnType<typeof startAudit>>;
  beforeEach(() => () => running.audit.close());

  it('is told each checkpoint in a file, which shows a cut end', async () => {
    const file = join(home, 'witness.jsonl');
    running = await startAudit(true, { file });
    await Promise.all(
      Array.from({ length: 250 }, (_, step) =>
        running.audit.record({ kind: 'decision', tenants: ['default'], data: { step } }),
      ),
    );
    await running.audit.close();
    const seen = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const records = await whole(running);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(verify(records, seen)).toMatchObject({ ok: true, notes: [] });
    expect(verify(records.slice(0, -1), seen).firstProblem?.what).toMatch(/the end is missing/);
  });

  it('is told by a command on its standard input, and trouble is said', async () => {
    const file = join(home, 'by-command.jsonl');
    running = await startAudit(true, { command: `tee -a ${file}` });
    await running.audit.record({ kind: 'decision', tenants: ['default'], data: {} });
    await running.audit.close();
    const seen = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(verify(await whole(running), seen).ok).toBe(true);
    const failing = await startAudit(true, { command: 'false' });
    await failing.audit.record({ kind: 'decision', tenants: ['default'], data: {} });
    await failing.audit.close();
    expect(failing.audit.trouble()).toMatch(/witness.*false ended with 1/);
  });
});
