import type { ToolHandlers } from '@sremesh/contracts';
import type { Closable } from '@sremesh/mesh';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn } from '../support/changes.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

const onePage = { nextCursor: null, claim: null, visibility: { complete: true, note: null } };

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

/** The steps as an approver sees them. */
async function proposed() {
  const { approvalId, incident } = await propose(running);
  const { items } = await running.gateway.call('list_approvals', {}, callIn(incident));
  return items.find(({ id }) => id === approvalId)?.proposal.steps ?? [];
}

async function perceptionServes(describe_topics: NonNullable<ToolHandlers['describe_topics']>) {
  const mesh = await running.nats.connect('perception');
  const serving = await mesh.serve({ describe_topics });
  return { close: () => serving.close().then(() => mesh.close({ timeoutMs: 500 })) } satisfies Closable;
}

const unknown = {
  clientsAffected: null,
  why: expect.stringContaining('how many consumer groups read it could not be read'),
};

describe('impact - of a proposal', () => {
  it('says how many groups read what each step touches', async () => {
    const asked: unknown[] = [];
    const perception = await perceptionServes(async (input) => {
      asked.push(input);
      return {
        observedAt: new Date().toISOString(),
        partitions: [],
        omitted: 0,
        ...onePage,
        consumerGroups: 3,
      };
    });
    for (const step of await proposed())
      expect(step).toMatchObject({
        risk: 'medium',
        clientsAffected: 3,
        why: expect.stringContaining('3 consumer groups read it'),
      });
    expect(asked).toEqual([{ topics: ['orders'], onlyLeaderSkew: false, onlyUnhealthy: false, limit: 1 }]);
    await perception.close();
  });

  it(
    'says that it is not known where perception is away, silent, or has not looked yet',
    { timeout: 20_000 },
    async () => {
      for (const step of await proposed()) expect(step).toMatchObject(unknown);
      const silent = await perceptionServes(() => new Promise(() => undefined));
      for (const step of await proposed()) expect(step).toMatchObject(unknown);
      await silent.close();
      const young = await perceptionServes(async () => ({
        observedAt: new Date().toISOString(),
        partitions: [],
        omitted: 0,
        ...onePage,
        consumerGroups: null,
      }));
      const steps = await proposed();
      expect(steps).toHaveLength(2);
      for (const step of steps) expect(step).toMatchObject(unknown);
      await young.close();
    },
  );
});
