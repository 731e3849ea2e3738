import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn, newIncident } from '../support/changes.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

const list = (args: { limit?: number; cursor?: string }, tenant = 'default') =>
  running.gateway.call('list_approvals', args, callIn(newIncident(), undefined, tenant));

describe('list_approvals - pages', () => {
  it('come newest first, each approval once, and end', async () => {
    const proposed: string[] = [];
    for (let count = 0; count < 7; count++) proposed.push((await propose(running)).approvalId ?? '');
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    const times = (await list({})).items.map(({ requestedAt }) => requestedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(pages.flat().toSorted()).toEqual(proposed.toSorted());
  });

  it('show another tenant nothing', async () => {
    expect((await list({}, 'other')).items).toEqual([]);
  });
});
