import type { ClusterObservation, GroupMembersObservation } from '@sremesh/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRebalancing, recentRebalances } from '../../src/window/rebalances.ts';
import { observationAt } from './observation.ts';

type Change = Partial<ClusterObservation['groups'][number]> & { partitions?: number };

/** One observation a second; each says what differs from an ordinary Stable group. */
const sweeps = (...changes: Change[]): ClusterObservation[] =>
  changes.map(({ partitions = 1, ...change }, second) => {
    const observation = observationAt(second, { end: 1, committed: 1 });
    return {
      ...observation,
      groups: observation.groups.map((group) => ({ ...group, ...change })),
      topics: observation.topics.map((topic) => ({
        ...topic,
        partitions: Array.from({ length: partitions }, () => topic.partitions).flat(),
      })),
    };
  });

const members = (second: number, ...ids: string[]): GroupMembersObservation => ({
  at: second * 1000,
  list: ids.map((memberId) => ({ memberId, clientId: `client-${memberId[0]}`, host: '10.0.0.1' })),
});

it('rebalances - a run of sweeps is one, and a description after it tells who came', () => {
  const [two, three] = [members(0, 'a1', 'b1'), members(4, 'a1', 'b1', 'c1')];
  const observations = sweeps(
    { members: two },
    { members: two, state: 'PreparingRebalance' },
    { members: two, state: 'CompletingRebalance' },
    { members: two },
    { members: three },
  );
  expect(recentRebalances(observations, 'g')).toEqual([
    {
      groupId: 'g',
      startedAt: 1000,
      endedAt: 3000,
      durationSeconds: 2,
      cause: 'member-joined',
      joined: ['client-c'],
      left: [],
      membersAfter: 3,
    },
  ]);
  expect(recentRebalances(observations, 'other')).toEqual([]);
});

it('rebalances - one between two sweeps is betrayed by its members', () => {
  const [before, after] = [members(0, 'a1', 'b1'), members(2, 'a2', 'b1')];
  const found = recentRebalances(sweeps({ members: before }, { members: before }, { members: after }), 'g');
  expect(found).toMatchObject([
    { startedAt: 2000, endedAt: 2000, durationSeconds: 0, cause: 'members-replaced', membersAfter: 2 },
  ]);
  expect(found[0]).toMatchObject({ joined: ['client-a'], left: ['client-a'] });
});

it('rebalances - the same members described again are none', () => {
  const again = sweeps({ members: members(0, 'a1') }, { members: members(1, 'a1') });
  expect(recentRebalances(again, 'g')).toEqual([]);
});

it('rebalances - newest first; the one that goes on has no end', () => {
  const found = recentRebalances(
    sweeps({ state: 'Reconciling' }, {}, {}, { state: 'Assigning' }, { state: 'Reconciling' }),
    undefined,
  );
  expect(found).toMatchObject([
    { startedAt: 3000, endedAt: null, durationSeconds: 1 },
    { startedAt: 0, endedAt: 1000, durationSeconds: 1 },
  ]);
});

it.each<[string, Change, Change, string]>([
  ['the last member left', {}, { state: 'Empty' }, 'member-left'],
  ['the first member came', { state: 'Empty' }, {}, 'member-joined'],
])('rebalances - %s: a group that was Empty or becomes it', (_, before, after, cause) => {
  expect(recentRebalances(sweeps(before, after), 'g')).toMatchObject([{ cause, durationSeconds: 0 }]);
});

it.each<[string, Change]>([
  ['coordinator-moved', { coordinator: 2 }],
  ['partitions-changed', { partitions: 2 }],
  ['unknown', {}],
])('rebalances - with the members it had: %s', (cause, after) => {
  const found = recentRebalances(sweeps({}, { state: 'PreparingRebalance' }, after), 'g');
  expect(found).toMatchObject([{ cause, startedAt: 1000, endedAt: 2000 }]);
});

it('rebalances - several between two descriptions: the last one has the change', () => {
  const [before, after] = [members(0, 'a1', 'b1'), members(4, 'b1')];
  const rebalance = { state: 'PreparingRebalance', members: before };
  const found = recentRebalances(
    sweeps({ members: before }, rebalance, { members: before }, rebalance, { members: after }),
    'g',
  );
  expect(found).toMatchObject([
    { startedAt: 3000, cause: 'member-left', left: ['client-a'], membersAfter: 1 },
    { startedAt: 1000, cause: 'unknown', left: [] },
  ]);
});

it('rebalances - are as many as runs of rebalancing sweeps, whatever the sweeps saw', () => {
  const states = fc.array(fc.constantFrom('Stable', 'PreparingRebalance', 'CompletingRebalance'), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(states, (seen) => {
      const runs = seen.filter(
        (state, index) => isRebalancing(state) && !isRebalancing(seen[index - 1] ?? ''),
      );
      const found = recentRebalances(sweeps(...seen.map((state) => ({ state }))), 'g');
      expect(found).toHaveLength(runs.length);
      const seconds = found.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
      const going = isRebalancing(seen.at(-1) ?? '') ? 1 : 0;
      expect(seconds).toBe(seen.filter(isRebalancing).length - going);
    }),
  );
});
