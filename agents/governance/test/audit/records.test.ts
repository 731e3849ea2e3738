import { createAuditSigner } from '@sremesh/audit';
import { verifyExport } from '@sremesh/audit-verifier';
import { canonicalJson, type AuditRecord, type Principal } from '@sremesh/contracts';
import { until } from '@sremesh/test/until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn } from '../support/changes.ts';
import { approved, ask, propose, startRunning, type Running } from '../support/running.ts';

const admin: Principal = { name: 'adam', role: 'admin', tenants: ['default'] };

let running: Running;
beforeAll(async () => {
  running = await startRunning();
}, 60_000);
afterAll(() => running.close());

async function records(): Promise<AuditRecord[]> {
  const all: AuditRecord[] = [];
  for (let after: number | null = 0; after !== null;) {
    const context = callIn('inc-audit', admin);
    const page: { items: AuditRecord[]; nextAfter: number | null } = await running.gateway.call(
      'query_audit',
      { after },
      context,
    );
    all.push(...page.items);
    after = page.nextAfter;
  }
  return all;
}

const about = (all: AuditRecord[], incident: string) =>
  all.filter(({ data }) => (data as { incident?: string }).incident === incident);

describe('audit - of a change', () => {
  it('holds the decision with its policies, the approver, and the grant before it is told, in order', async () => {
    const asked = await approved(running);
    const { grantId } = await ask(running, asked);
    const all = await until('the telling of the grant', async () => {
      const found = about(await records(), asked.incident);
      return found.some(({ data }) => (data as { type?: string }).type === 'granted') ? found : undefined;
    });
    const find = (kind: AuditRecord['kind'], part: object): number => {
      const index = all.findIndex((record) => record.kind === kind && contains(record.data, part));
      expect({ kind, part, index }).not.toMatchObject({ index: -1 });
      return index;
    };
    const decided = find('decision', {
      about: 'proposal',
      digest: asked.digest,
      decision: 'approval_required',
    });
    const given = find('approval', { approval: asked.approvalId, status: 'approved' });
    const granted = find('decision', { about: 'grant', id: grantId, tool: 'set_topic_config' });
    const told = find('event', { type: 'granted' });
    expect([decided, given, granted, told]).toEqual(
      [decided, given, granted, told].toSorted((a, b) => a - b),
    );
    const policies = (all[decided] as { data: { policies: string[] } } | undefined)?.data.policies;
    expect(policies?.length).toBeGreaterThan(0);
    expect(all[given]?.data).toMatchObject({ decisions: [{ decision: 'approve', by: expect.any(String) }] });
    const { publicKey } = createAuditSigner(running.nats.forGovernance().SREMESH_AUDIT_SIGNING_KEY);
    expect(verifyExport((await records()).map(canonicalJson), publicKey)).toMatchObject({
      ok: true,
      firstProblem: null,
    });
  });

  it('holds what was refused', async () => {
    const asked = await propose(running);
    expect(await ask(running, asked)).toMatchObject({ granted: false });
    await until('the refusal', async () =>
      about(await records(), asked.incident).find(({ data }) =>
        contains(data, { about: 'grant', granted: false }),
      ),
    );
  });

  it('is shown to an admin of the tenant and nobody else', async () => {
    const people: (Principal | undefined)[] = [
      undefined,
      { ...admin, role: 'approver' },
      { ...admin, tenants: ['other'] },
    ];
    for (const person of people)
      await expect(running.gateway.call('query_audit', {}, callIn('inc-audit', person))).rejects.toThrow(
        /admin|refuses|may/,
      );
  });
});

const contains = (data: unknown, part: object): boolean =>
  Object.entries(part).every(([name, value]) => (data as Record<string, unknown>)[name] === value);
