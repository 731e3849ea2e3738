import { foldAll, type CauseName, type IncidentEvent } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { judge } from '../../src/up/verdict.ts';
import { eventOf, opened, proposal, stepDone } from '../support/events.ts';

const diagnosed = (cause: CauseName) => eventOf('diagnosed', { cause, hypotheses: [] });
const proposed = eventOf('proposed', { proposal, decision: 'allowed', reason: 'r' });
const resolved = eventOf('resolved', { reason: 'it held' });
const suppressed = eventOf('suppressed', { reason: 'harmless' });

function verdict(cause: CauseName, events: IncidentEvent[], beginsAs?: readonly CauseName[]) {
  const incident = foldAll([opened(), ...events]);
  if (incident === undefined) throw new Error('no incident');
  return judge(incident, { cause, beginsAs });
}

test('verdict - healed only when every step is verified, the restore too', () => {
  const healing = [diagnosed('topic.retention-edge'), proposed, ...stepDone(0)];
  expect(verdict('topic.retention-edge', healing)).toBeUndefined();
  expect(verdict('topic.retention-edge', [...healing, resolved])).toBeUndefined();
  expect(verdict('topic.retention-edge', [...healing, resolved, ...stepDone(1)])).toMatchObject({ ok: true });
});

test('verdict - a restore without its effect is a failure', () => {
  const events = [
    diagnosed('topic.retention-edge'),
    proposed,
    ...stepDone(0),
    resolved,
    ...stepDone(1, false),
  ];
  expect(verdict('topic.retention-edge', events)).toMatchObject({ ok: false });
});

test('verdict - resolved without an effect of ours is no heal', () => {
  const events = [diagnosed('topic.retention-edge'), proposed, resolved];
  expect(verdict('topic.retention-edge', events)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('no applied remedy'),
  });
});

test('verdict - the wrong cause is a failure, even when resolved', () => {
  const events = [diagnosed('consumer.slow'), proposed, ...stepDone(0), resolved, ...stepDone(1)];
  expect(verdict('topic.retention-edge', events)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('diagnosed as consumer.slow'),
  });
});

test.each(['undone', 'escalated', 'refused'] as const)(
  'verdict - %s is a failure with its reason',
  (type) => {
    const events = [
      diagnosed('topic.retention-edge'),
      proposed,
      eventOf(type, { reason: 'it did not help' }),
    ];
    const judged = verdict('topic.retention-edge', events);
    expect(judged).toMatchObject({ ok: false });
    expect(judged?.reason).toContain('it did not help');
  },
);

test('verdict - a harmless look-alike on the way is not the end', () => {
  expect(verdict('topic.retention-edge', [diagnosed('benign.burst'), suppressed])).toBeUndefined();
});

test('verdict - what a fault begins as, escalated without a step, is not the end; anything else is', () => {
  const escalated = eventOf('escalated', { reason: 'nothing that the mesh may do' });
  const early = [diagnosed('consumer.slow'), escalated];
  expect(verdict('topic.retention-edge', early, ['consumer.slow'])).toBeUndefined();
  expect(verdict('topic.retention-edge', early)).toMatchObject({ ok: false });
  const acted = [diagnosed('consumer.slow'), proposed, ...stepDone(0, false), escalated];
  expect(verdict('topic.retention-edge', acted, ['consumer.slow'])).toMatchObject({ ok: false });
});

test('verdict - a benign cause is to be suppressed as itself', () => {
  expect(verdict('benign.burst', [diagnosed('benign.burst'), suppressed])).toMatchObject({ ok: true });
  expect(verdict('benign.burst', [diagnosed('benign.rebalance'), suppressed])).toMatchObject({ ok: false });
  expect(verdict('benign.burst', [diagnosed('topic.retention-edge'), resolved])).toMatchObject({ ok: false });
});
