import { lostAfterMs, type AgentStatus } from '@sremesh/contracts';
import { assert, constantFrom, integer, oneof, array, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { backWithinMs, Presence } from '../../src/supervision/presence.ts';

const self = { role: 'governance', instance: 'g1' };
const a = { role: 'action', instance: 'a1' };
const held = [{ stored: 7, delivered: 9, deliveries: 1 }];

const status = (
  name: { role: string; instance: string },
  state: AgentStatus['state'] = 'ready',
): AgentStatus => ({
  ...name,
  pid: 1,
  host: 'h',
  version: '1',
  state,
  stateReason: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  rssBytes: 1,
  work: 0,
});

/** Presence that hears itself every second, and the agent until it falls silent. */
function watched(silentFromMs: number, untilMs: number): Presence {
  const presence = new Presence(self);
  for (let now = 0; now <= untilMs; now += 1000) {
    presence.heard(status(self), [], now);
    if (now < silentFromMs) presence.heard(status(a), held, now);
  }
  return presence;
}

const names = (presence: Presence, now: number) => presence.lost(now).map(({ instance }) => instance);

test('presence - an agent whose connection ended is lost when it is not back in time, with what it held', () => {
  const presence = watched(10_000, 3000);
  presence.connected(a, 'c1');
  presence.disconnected(a, 'c1', 3100);
  expect(names(presence, 3100 + backWithinMs - 1)).toEqual([]);
  expect(presence.lost(3100 + backWithinMs)).toEqual([
    { ...a, inProgress: held, sinceMs: 3100, why: expect.stringContaining('disconnected') },
  ]);
});

test.each([
  ['it connected again', (presence: Presence) => presence.connected(a, 'c2')],
  ['it was heard again', (presence: Presence) => presence.heard(status(a), [], 3900)],
  ['another of its connections is left', (presence: Presence) => presence.connected(a, 'c0')],
])('presence - it is not lost where %s', (_, back) => {
  const presence = watched(10_000, 3000);
  presence.connected(a, 'c1');
  presence.disconnected(a, 'c1', 3100);
  back(presence);
  expect(names(presence, 3100 + backWithinMs)).toEqual([]);
});

test('presence - the end of an old connection that is told after the new one began is none', () => {
  const presence = watched(10_000, 3000);
  presence.connected(a, 'c1');
  presence.connected(a, 'c2');
  presence.disconnected(a, 'c1', 3100);
  expect(names(presence, 5000)).toEqual([]);
});

test('presence - a beat that overtook the news of the end does not count as being back', () => {
  const presence = watched(10_000, 3000);
  presence.disconnected(a, 'c1', 3100);
  presence.heard(status(a), held, 3110);
  expect(names(presence, 3100 + backWithinMs)).toEqual(['a1']);
});

test('presence - one that connected, left and was never heard is lost; one never heard that stays is not', () => {
  const presence = watched(0, 10_000);
  presence.connected({ role: 'learning', instance: 'stays' }, 'c1');
  presence.connected(a, 'c2');
  presence.disconnected(a, 'c2', 10_000);
  expect(names(presence, 10_000 + backWithinMs)).toEqual(['a1']);
});

test('presence - one that left before this process first heard itself is lost', () => {
  const presence = new Presence(self);
  presence.heard(status(a), held, 100);
  presence.disconnected(a, 'c1', 200);
  expect(names(presence, 200 + backWithinMs)).toEqual([]);
  presence.heard(status(self), [], 900);
  expect(names(presence, 200 + backWithinMs)).toEqual(['a1']);
});

test('presence - a silent agent is lost after its time', () => {
  const presence = watched(5000, 7000);
  expect(names(presence, 4000 + lostAfterMs)).toEqual([]);
  expect(names(presence, 4001 + lostAfterMs)).toEqual(['a1']);
});

test('presence - one that said it stops is not lost, neither gone nor silent, and is known to have stopped', () => {
  const presence = watched(3000, 9000);
  presence.heard(status(a, 'stopping'), [], 3100);
  expect(presence.stopped()).toEqual([]);
  presence.disconnected(a, 'c1', 3200);
  expect(names(presence, 9500)).toEqual([]);
  expect(presence.stopped()).toEqual([a]);
});

test('presence - while this process hears nobody, itself included, nobody is lost; then all time begins anew', () => {
  const presence = watched(3000, 3000);
  presence.disconnected(a, 'c1', 3100);
  expect(names(presence, 60_000)).toEqual([]);
  presence.heard(status(self), [], 60_000);
  expect(names(presence, 60_000)).toEqual([]);
  for (const now of [61_000, 62_000, 63_000]) presence.heard(status(self), [], now);
  expect(names(presence, 63_000)).toEqual([]);
  presence.heard(status(self), [], 64_000);
  expect(names(presence, 64_000)).toEqual(['a1']);
  for (let now = 65_000; now <= 124_000; now += 1000) presence.heard(status(self), [], now);
  expect(names(presence, 124_000)).toEqual([]);
});

test('presence - cut off from NATS, nobody is lost until it was back for as long as an agent may be silent', () => {
  const presence = watched(10_000, 3000);
  presence.disconnected(a, 'c1', 3000);
  presence.cutOff();
  expect(names(presence, 3000 + backWithinMs)).toEqual([]);
  presence.heard(status(self), [], 4400);
  expect(names(presence, 4400 + backWithinMs)).toEqual([]);
  presence.heard(status(a), [], 4400 + lostAfterMs);
  presence.heard(status(self), [], 4400 + lostAfterMs);
  expect(names(presence, 4500 + lostAfterMs)).toEqual([]);
});

test('presence - whatever happens to others, an agent heard within its time and never disconnected is not lost', () => {
  const step = record({
    afterMs: integer({ min: 1, max: 4000 }),
    what: oneof(constantFrom('self', 'agent', 'other', 'other gone', 'cut off', 'look')),
  });
  assert(
    property(array(step, { maxLength: 60 }), (steps) => {
      const presence = new Presence(self);
      let [now, heard] = [0, -Infinity];
      for (const { afterMs, what } of steps) {
        now += afterMs;
        if (what === 'self') presence.heard(status(self), [], now);
        if (what === 'other') presence.heard(status({ role: 'learning', instance: 'o' }), [], now);
        if (what === 'other gone') presence.disconnected({ role: 'learning', instance: 'o' }, 'x', now);
        if (what === 'cut off') presence.cutOff();
        if (what === 'agent') {
          presence.heard(status(a), [], now);
          heard = now;
        }
        const mayBeLost = heard !== -Infinity && now - heard > lostAfterMs;
        expect(names(presence, now).includes('a1') && !mayBeLost).toBe(false);
      }
    }),
  );
});
