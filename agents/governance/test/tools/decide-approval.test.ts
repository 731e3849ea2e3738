import { Incident, type Principal } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn } from '../support/changes.ts';
import { people } from '../support/people.ts';
import { decide } from '../support/deciding.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

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
      decisions: [{ by: 'ann', decision: 'approve', reason: 'go' }],
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
    await expect(decide(running, asked)).rejects.toMatchObject({
      code: 'MESH_CONFLICT',
      message: expect.stringContaining('is denied already: by ann, not now'),
      remedy: 'A decision is final.',
    });
    expect(await decidedEvents(asked.incident)).toHaveLength(1);
    expect(await running.handed('reasoning', asked.incident)).toHaveLength(1);
  });

  it('takes one of many decisions made at once', async () => {
    const asked = await propose(running);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        decide(
          running,
          asked,
          { decision: index % 2 === 0 ? 'approve' : 'deny' },
          index % 3 === 0 ? people.ben : people.ann,
        ),
      ),
    );
    const decided = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.approval] : [],
    );
    expect(decided.length).toBeGreaterThan(0);
    expect(
      new Set(decided.map(({ status, decidedBy, decidedAt }) => `${status} ${decidedBy} ${decidedAt}`)).size,
    ).toBe(1);
    expect(await decidedEvents(asked.incident)).toHaveLength(1);
  });
});

describe('decide_approval - who', () => {
  it('takes an admin for an approver', async () => {
    const asked = await propose(running);
    await expect(decide(running, asked, {}, people.adam)).resolves.toMatchObject({
      approval: { status: 'approved', decidedBy: 'adam' },
    });
  });

  it('refuses who proposed the change', async () => {
    const asked = await propose(running);
    await expect(decide(running, asked, {}, people.reasoning)).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining('proof.approver: reasoning proposed the change'),
    });
    expect(await decidedEvents(asked.incident)).toEqual([]);
  });

  it('is not reached by the agent that proposes', async () => {
    const { incident, approvalId, digest } = await propose(running);
    const principal: Principal = { name: 'ann', role: 'approver', tenants: ['default'] };
    const proof = { approver: 'ann', challenge: 'c', signature: 's' };
    const call = running.reasoning.call(
      'decide_approval',
      { id: approvalId ?? '', decision: 'approve', digest, proof },
      callIn(incident, principal),
    );
    await expect(call).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
  });
});

describe('decide_approval - what', () => {
  it('refuses another digest than the proposal has', async () => {
    const asked = await propose(running);
    await expect(decide(running, { ...asked, digest: `${asked.digest}0` })).rejects.toMatchObject({
      code: 'MESH_CONFLICT',
      message: expect.stringContaining('digest: '),
    });
    expect(await decidedEvents(asked.incident)).toEqual([]);
  });

  it('refuses an approval there is none of', async () => {
    const asked = await propose(running);
    await expect(decide(running, { ...asked, approvalId: 'appr-none' })).rejects.toMatchObject({
      code: 'MESH_NOT_FOUND',
      message: expect.stringContaining('has no approval "appr-none"'),
    });
  });
});
