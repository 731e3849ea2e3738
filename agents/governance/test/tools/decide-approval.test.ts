import { Incident, type Principal } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approver, callIn } from '../support/changes.ts';
import { approved, decide, propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

const decidedEvents = async (incident: string) =>
  (await running.events(incident)).filter(({ type }) => type === 'approval_decided');

describe('decide_approval - decision', () => {
  it('records who decided, tells it, and hands it to the waiting incident', async () => {
    const asked = await propose(running);
    const { approval } = await decide(running, asked, { reason: 'go' });
    expect(approval).toMatchObject({
      status: 'approved',
      decidedBy: 'ann',
      reason: 'go',
      digest: asked.digest,
    });
    expect(Object.keys(Incident.shape.approval.unwrap().shape)).toEqual(
      expect.arrayContaining(Object.keys(approval).filter((key) => key !== 'proposal')),
    );
    expect(await decidedEvents(asked.incident)).toMatchObject([
      { payload: { approvalId: asked.approvalId, status: 'approved', decidedBy: 'ann' } },
    ]);
    const [handed] = await running.handed('reasoning', asked.incident);
    expect(handed?.input).toEqual({
      incident: asked.incident,
      resume: { awaited: 'approval', approvalId: asked.approvalId, status: 'approved', reason: 'go' },
    });
  });

  it('is final: the same again changes nothing, the other way is refused', async () => {
    const asked = await propose(running);
    const first = await decide(running, asked, { decision: 'deny', reason: 'not now' });
    const again = await decide(running, asked, { decision: 'deny', reason: 'really' });
    expect(again).toEqual(first);
    await expect(decide(running, asked)).rejects.toThrow(/MESH_CONFLICT.*denied by ann already/);
    expect(await decidedEvents(asked.incident)).toHaveLength(1);
    expect(await running.handed('reasoning', asked.incident)).toHaveLength(1);
  });

  it('takes one of many decisions made at once', async () => {
    const asked = await propose(running);
    const other = { ...approver, name: 'ben' };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        decide(
          running,
          asked,
          { decision: index % 2 === 0 ? 'approve' : 'deny' },
          index % 3 === 0 ? other : approver,
        ),
      ),
    );
    const statuses = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.approval] : [],
    );
    expect(
      new Set(statuses.map(({ status, decidedBy, decidedAt }) => `${status} ${decidedBy} ${decidedAt}`)).size,
    ).toBe(1);
    expect(await decidedEvents(asked.incident)).toHaveLength(1);
  });
});

describe('decide_approval - who', () => {
  const person = (change: Partial<Principal>): Principal => ({ ...approver, ...change });

  it.each([
    ['a viewer', person({ role: 'viewer' }), 'principal.role'],
    ['an operator', person({ role: 'operator' }), 'principal.role'],
    ['an alert source', person({ role: 'ingest' }), 'principal.role'],
    ['an approver of another tenant', person({ tenants: ['other'] }), 'has no approval'],
    ['the agent that proposed', person({ name: 'reasoning' }), 'proposed the change'],
  ])('refuses %s', async (_, principal, message) => {
    const asked = await propose(running);
    await expect(decide(running, asked, {}, principal)).rejects.toThrow(message);
    expect(await decidedEvents(asked.incident)).toEqual([]);
  });

  it('refuses an approver who names this tenant in the call but has no say in it', async () => {
    const { incident, approvalId, digest } = await propose(running);
    const call = running.gateway.call(
      'decide_approval',
      { id: approvalId ?? '', decision: 'approve', digest },
      callIn(incident, person({ tenants: ['other'] })),
    );
    await expect(call).rejects.toThrow('principal.tenants');
  });

  it('refuses a call in nobody’s name', async () => {
    const { incident, approvalId, digest } = await propose(running);
    const call = running.gateway.call(
      'decide_approval',
      { id: approvalId ?? '', decision: 'approve', digest },
      callIn(incident),
    );
    await expect(call).rejects.toThrow('principal: nobody is named');
  });

  it('takes an admin for an approver', async () => {
    const asked = await propose(running);
    await expect(decide(running, asked, {}, person({ role: 'admin' }))).resolves.toMatchObject({
      approval: { status: 'approved' },
    });
  });

  it('is not reached by the agent that proposes', async () => {
    const { incident, approvalId, digest } = await propose(running);
    const call = running.reasoning.call(
      'decide_approval',
      { id: approvalId ?? '', decision: 'approve', digest },
      callIn(incident, approver),
    );
    await expect(call).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
  });
});

describe('decide_approval - what', () => {
  it('refuses another digest than the proposal has', async () => {
    const asked = await propose(running);
    const { digest } = await approved(running);
    await expect(decide(running, { ...asked, digest: `${digest}0` })).rejects.toThrow(
      /MESH_CONFLICT: digest/,
    );
  });

  it('refuses an approval there is none of, and one of another tenant, in the same words', async () => {
    const asked = await propose(running);
    await expect(decide(running, { ...asked, approvalId: 'appr-none' })).rejects.toThrow(
      'has no approval "appr-none"',
    );
    const stranger = { ...approver, tenants: ['other'] };
    await expect(decide(running, asked, {}, stranger)).rejects.toThrow(
      `has no approval "${asked.approvalId}"`,
    );
  });
});
