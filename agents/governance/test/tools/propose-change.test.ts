import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApprovalRecord } from '../../src/records.ts';
import { callIn, changeOf, newIncident, remedy } from '../support/changes.ts';
import { cite } from '../support/evidence.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

describe('propose_change - decision', () => {
  it('registers a permitted change, asks for an approval, and tells both', async () => {
    const { incident, ...answer } = await propose(running);
    expect(answer).toMatchObject({
      decision: 'approval_required',
      approvalId: expect.stringMatching(/^appr-/),
    });
    const events = await running.events(incident);
    expect(events.map(({ type }) => type)).toEqual(['proposed', 'approval_requested']);
    expect(events[1]).toMatchObject({
      payload: {
        approval: {
          id: answer.approvalId,
          digest: answer.digest,
          status: 'pending',
          requiredRole: 'approver',
        },
      },
    });
    const { items } = await running.gateway.call('list_approvals', { status: 'pending' }, callIn(incident));
    expect(items.find(({ id }) => id === answer.approvalId)).toMatchObject({
      incident,
      tenant: 'default',
      proposal: { steps: [{ risk: 'medium' }, { risk: 'medium' }] },
    });
  });

  it('answers the same to the same change, and tells it once', async () => {
    const { incident, change, ...first } = await propose(running);
    const again = await running.reasoning.call('propose_change', { incident, change }, callIn(incident));
    expect(again).toEqual(first);
    expect(await running.events(incident)).toHaveLength(2);
  });

  it('refuses what the table does not list, says why, and asks nobody', async () => {
    const shrink = { ...remedy, expectedPreState: { 'retention.ms': '900000' } };
    const { incident, ...answer } = await propose(running, [shrink]);
    expect(answer).toMatchObject({
      decision: 'refused',
      approvalId: null,
      reason: expect.stringContaining('would have to grow'),
    });
    expect((await running.events(incident)).map(({ type }) => type)).toEqual(['proposed', 'refused']);
  });

  it('completes what a replica left behind when it died after the first record', async () => {
    const { incident, change, ...first } = await propose(running);
    const approvals = running.records.store('approvals', ApprovalRecord);
    await approvals.delete(first.approvalId ?? '');
    const again = await running.reasoning.call('propose_change', { incident, change }, callIn(incident));
    expect(again).toEqual(first);
    expect(await approvals.get(first.approvalId ?? '')).toMatchObject({ value: { status: 'pending' } });
  });
});

describe('propose_change - mode', () => {
  it.each([
    ['propose', 'proposal_only'],
    ['observe', 'refused'],
  ])('answers in mode %s: %s', async (mode, decision) => {
    const other = await running.start({ SREMESH_MODE: mode });
    const change = changeOf(remedy);
    const incident = newIncident();
    await cite(running.reasoning, incident);
    const tool = other.agent.tools?.propose_change;
    const call = {
      ...callIn(incident),
      caller: 'reasoning',
      signal: AbortSignal.timeout(5000),
      progress: async () => undefined,
    };
    await expect(tool?.({ incident, change }, call)).resolves.toMatchObject({ decision, approvalId: null });
    await other.stop();
  });
});

describe('propose_change - caller', () => {
  it('is not reached by another agent, and refuses it if it were', async () => {
    const incident = newIncident();
    const args = { incident, change: changeOf(remedy) };
    await expect(running.gateway.call('propose_change', args, callIn(incident))).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
    });
    const other = await running.start();
    const call = {
      ...callIn(incident),
      caller: 'gateway',
      signal: AbortSignal.timeout(5000),
      progress: async () => undefined,
    };
    await expect(other.agent.tools?.propose_change?.(args, call)).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining('gateway'),
    });
    await other.stop();
  });
});
