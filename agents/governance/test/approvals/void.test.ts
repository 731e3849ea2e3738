import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProposedStep } from '@sremesh/contracts';
import { ApprovalRecord } from '../../src/records.ts';
import { callIn, changeOf, remedy, restore } from '../support/changes.ts';
import { cite } from '../support/evidence.ts';
import { decide } from '../support/deciding.ts';
import { approved, ask, propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

/** The same incident thinks of something else. */
async function proposeInstead({ incident }: { incident: string }, steps: ProposedStep[] = [remedy]) {
  const args = { incident, change: changeOf(...steps) };
  await cite(running.reasoning, incident);
  return { incident, ...(await running.reasoning.call('propose_change', args, callIn(incident))) };
}

const statusOf = async ({ approvalId }: { approvalId: string | null }) =>
  (await running.records.store('approvals', ApprovalRecord).get(approvalId ?? ''))?.value.status;

const decidedIn = async (incident: string) =>
  (await running.events(incident)).flatMap((event) =>
    event.type === 'approval_decided' ? [event.payload] : [],
  );

describe('approvals - another proposal', () => {
  it('voids an approval that waits, tells it, and takes decisions on the new one', async () => {
    const first = await propose(running);
    const second = await proposeInstead(first);
    expect(second.digest).not.toBe(first.digest);
    expect(await statusOf(first)).toBe('voided');
    expect(await decidedIn(first.incident)).toMatchObject([
      { approvalId: first.approvalId, status: 'voided', decidedBy: null },
    ]);
    await expect(decide(running, first)).rejects.toMatchObject({
      code: 'MESH_CONFLICT',
      message: expect.stringContaining('is voided already'),
    });
    await decide(running, second);
    await expect(ask(running, second)).resolves.toMatchObject({ granted: true });
  });

  it('voids an approval that was given: nothing is granted on it any more', async () => {
    const first = await approved(running);
    const second = await proposeInstead(first);
    expect(await statusOf(first)).toBe('voided');
    await expect(ask(running, first)).resolves.toMatchObject({
      granted: false,
      reason: expect.stringContaining('has proposed another change since'),
    });
    expect((await decidedIn(first.incident)).map(({ status }) => status)).toEqual(['approved', 'voided']);
    expect(await statusOf(second)).toBe('pending');
  });

  it('does not ask again for what was given up', async () => {
    const first = await propose(running);
    await proposeInstead(first);
    await expect(proposeInstead(first, [remedy, restore])).resolves.toMatchObject({
      decision: 'refused',
      approvalId: null,
      reason: expect.stringContaining('it would have to be a new one'),
    });
  });

  it('leaves the same proposal, coming again, as it is', async () => {
    const first = await approved(running);
    await proposeInstead(first, [remedy, restore]);
    expect(await statusOf(first)).toBe('approved');
  });

  it('leaves the approvals of other incidents alone', async () => {
    const [first, other] = [await propose(running), await propose(running)];
    await proposeInstead(first);
    expect(await statusOf(other)).toBe('pending');
  });
});
