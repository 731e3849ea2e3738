import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApprovalRecord } from '../../src/records.ts';
import { decide } from '../support/deciding.ts';
import { propose, startRunning, type Running } from '../support/running.ts';
import { until } from '@sremesh/test/until';

let running: Running;
beforeAll(async () => {
  running = await startRunning({ SREMESH_APPROVAL_TTL_SECONDS: '1' });
});
afterAll(() => running.close());

const decided = async (incident: string) =>
  (await running.events(incident)).filter(({ type }) => type === 'approval_decided');

describe('approvals - reconciliation', () => {
  it('expires what nobody decided, tells it, and hands it on', async () => {
    const asked = await propose(running);
    const [handed] = await running.handed('reasoning', asked.incident);
    expect(handed?.input).toMatchObject({
      resume: { awaited: 'approval', approvalId: asked.approvalId, status: 'expired' },
    });
    expect(await decided(asked.incident)).toMatchObject([
      { payload: { status: 'expired', decidedBy: null } },
    ]);
    await expect(decide(running, asked)).rejects.toMatchObject({
      code: 'MESH_EXPIRED',
      message: expect.stringContaining('expired at'),
    });
  });

  it('refuses a decision that comes too late, also before anybody has looked', async () => {
    const asked = await propose(running);
    const approvals = running.records.store('approvals', ApprovalRecord);
    const late = await until('the approval is overdue', async () => {
      const stored = await approvals.get(asked.approvalId ?? '');
      return stored !== undefined && Date.now() > Date.parse(stored.value.expiresAt) ? stored : undefined;
    });
    expect(Date.parse(late.value.expiresAt)).toBeLessThan(Date.now());
    await expect(decide(running, asked)).rejects.toThrow(/expired at/);
    await running.handed('reasoning', asked.incident);
    expect(await decided(asked.incident)).toHaveLength(1);
  });

  it('settles what a replica decided and died before telling', async () => {
    const asked = await propose(running);
    const approvals = running.records.store('approvals', ApprovalRecord);
    const id = asked.approvalId ?? '';
    const stored = await approvals.get(id);
    if (stored === undefined) throw new Error('no approval');
    const change = {
      status: 'approved' as const,
      decidedBy: 'ann',
      decidedAt: new Date().toISOString(),
      reason: 'go',
    };
    await approvals.update(id, { ...stored.value, ...change }, stored.revision);
    const [handed] = await running.handed('reasoning', asked.incident);
    expect(handed?.input).toMatchObject({ resume: { approvalId: id, status: 'approved', reason: 'go' } });
    expect(await decided(asked.incident)).toMatchObject([
      { payload: { status: 'approved', decidedBy: 'ann' } },
    ]);
    await until(
      'it is marked as settled',
      async () => (await approvals.get(id))?.value.settledAt ?? undefined,
    );
  });

  it('tells it once with several replicas looking', async () => {
    const others = await Promise.all([running.start(), running.start()]);
    const asked = await propose(running);
    await running.handed('reasoning', asked.incident);
    await Promise.all(others.map((other) => other.stop()));
    expect(await decided(asked.incident)).toHaveLength(1);
    expect(await running.handed('reasoning', asked.incident)).toHaveLength(1);
  });
});
