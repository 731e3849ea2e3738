import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApprovalRecord } from '../../src/records.ts';
import { until } from '@sremesh/test/until';
import { people } from '../support/people.ts';
import { decide } from '../support/deciding.ts';
import { ask, propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

/** A proposal that policy would want two people for. */
async function proposeForTwo() {
  const asked = await propose(running);
  const approvals = running.records.store('approvals', ApprovalRecord);
  const stored = await approvals.get(asked.approvalId ?? '');
  if (stored === undefined) throw new Error('no approval');
  await approvals.update(stored.value.id, { ...stored.value, requiredApprovals: 2 }, stored.revision);
  return asked;
}

const typesOf = async (incident: string) =>
  (await running.events(incident)).map(({ type }) => type).filter((type) => type.startsWith('approval_'));

describe('approvals - two people', () => {
  it('waits for the second, tells the first, and is approved by both', async () => {
    const asked = await proposeForTwo();
    const first = await decide(running, asked, { reason: 'looked at it' });
    expect(first.approval).toMatchObject({ status: 'pending', decisions: [{ by: 'ann' }] });
    await expect(ask(running, asked)).resolves.toMatchObject({
      granted: false,
      reason: expect.stringContaining('it is pending'),
    });
    expect(await typesOf(asked.incident)).toEqual(['approval_requested', 'approval_given']);
    const second = await decide(running, asked, {}, people.ben);
    expect(second.approval).toMatchObject({
      status: 'approved',
      decidedBy: 'ben',
      decisions: [{ by: 'ann', reason: 'looked at it' }, { by: 'ben' }],
    });
    expect(await typesOf(asked.incident)).toEqual([
      'approval_requested',
      'approval_given',
      'approval_decided',
    ]);
    await running.handed('reasoning', asked.incident);
    await expect(ask(running, asked)).resolves.toMatchObject({ granted: true });
  });

  it('does not count one person twice', async () => {
    const asked = await proposeForTwo();
    await decide(running, asked);
    const again = await decide(running, asked, { reason: 'and again' });
    expect(again.approval).toMatchObject({ status: 'pending', decisions: [{ by: 'ann', reason: '' }] });
    expect(again.approval.decisions).toHaveLength(1);
    expect(await typesOf(asked.incident)).toEqual(['approval_requested', 'approval_given']);
  });

  it('counts two who approve at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const asked = await proposeForTwo();
      await Promise.all([decide(running, asked), decide(running, asked, {}, people.ben)]);
      const approvals = running.records.store('approvals', ApprovalRecord);
      const stored = await approvals.get(asked.approvalId ?? '');
      expect(stored?.value.status).toBe('approved');
      expect(stored?.value.decisions.map(({ by }) => by).toSorted()).toEqual(['ann', 'ben']);
      expect((await typesOf(asked.incident)).filter((type) => type === 'approval_decided')).toHaveLength(1);
    }
  });

  it('is denied by one, also by one who had approved', async () => {
    const asked = await proposeForTwo();
    await decide(running, asked);
    const { approval } = await decide(running, asked, { decision: 'deny', reason: 'on second thoughts' });
    expect(approval).toMatchObject({ status: 'denied', decisions: [{ by: 'ann', decision: 'deny' }] });
    await expect(decide(running, asked, {}, people.ben)).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
  });

  it('tells an approval that a replica recorded and died before telling', async () => {
    const asked = await proposeForTwo();
    const approvals = running.records.store('approvals', ApprovalRecord);
    const stored = await approvals.get(asked.approvalId ?? '');
    if (stored === undefined) throw new Error('no approval');
    const decision = { by: 'ann', decision: 'approve' as const, at: new Date().toISOString(), reason: '' };
    await approvals.update(stored.value.id, { ...stored.value, decisions: [decision] }, stored.revision);
    await until('it is told', async () =>
      (await typesOf(asked.incident)).includes('approval_given') ? true : undefined,
    );
    await until('it is marked as told', async () =>
      (await approvals.get(stored.value.id))?.value.told === 1 ? true : undefined,
    );
    expect(await running.events(asked.incident)).toContainEqual(
      expect.objectContaining({ type: 'approval_given', payload: expect.objectContaining({ missing: 1 }) }),
    );
  });
});
