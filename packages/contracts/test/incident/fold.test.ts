import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventTypes,
  fold,
  foldAll,
  Incident,
  IncidentEvent,
  isClosed,
  type FoldState,
} from '@sremesh/contracts';
import { anyEvent, anyLog, event, opening, proposing } from './events.ts';

const prefixes = (log: readonly IncidentEvent[]): Incident[] => {
  let state: FoldState | undefined;
  return log.flatMap((one) => {
    state = fold(state, one);
    return state === undefined ? [] : [state.incident];
  });
};

describe('fold - an incident from its events', () => {
  it('every event of the tests is one by the schema, and every type is among them', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const one of log) seen.add(IncidentEvent.parse(one).type);
      }),
      { numRuns: 60 },
    );
    expect([...seen].toSorted()).toEqual(eventTypes.toSorted());
  });

  it('any beginning of any log is an incident by the schema', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const incident of prefixes(log)) expect(Incident.parse(incident)).toEqual(incident);
      }),
    );
  });

  it('duplicates change nothing, wherever they come', () => {
    fc.assert(
      fc.property(anyLog, fc.infiniteStream(fc.nat()), (log, picks) => {
        const doubled = log.flatMap((one, index) => {
          const again = log[(picks.next().value ?? 0) % (index + 1)];
          return again === undefined ? [one] : [one, again];
        });
        expect(foldAll(doubled)).toEqual(foldAll(log));
      }),
    );
  });

  it('what comes before `opened` changes nothing', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 5 }), anyLog, (early, log) => {
        expect(foldAll(early)).toBeUndefined();
        expect(foldAll([...early, ...log])).toEqual(foldAll(log));
      }),
    );
  });

  it('changes nothing it was given', () => {
    fc.assert(
      fc.property(anyLog, anyEvent, (log, later) => {
        let state: FoldState | undefined;
        for (const one of log) state = fold(state, one);
        const before = structuredClone(state);
        fold(state, later);
        expect(state).toEqual(before);
      }),
    );
  });
});

describe('fold - what does not go back', () => {
  it('closed stays closed, with its status and reason', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const states = prefixes(log);
        const closed = states.find(({ status }) => isClosed(status));
        const since = closed === undefined ? [] : states.slice(states.indexOf(closed));
        for (const { status, reason } of since) {
          expect({ status, reason }).toEqual({ status: closed?.status, reason: closed?.reason });
        }
      }),
    );
  });

  it('a time once known stays known; those of the first grant, effect and end stay as they are', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const states = prefixes(log);
        for (const [index, now] of states.entries()) {
          const before = states[index - 1];
          for (const key of ['openedAt', 'detectedAt', 'grantedAt', 'appliedAt', 'resolvedAt'] as const) {
            expect(before?.[key] ?? now[key]).toBe(now[key]);
          }
          expect(before?.diagnosedAt == null || now.diagnosedAt !== null).toBe(true);
        }
      }),
    );
  });

  it('times are in the order of what happened', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const incident = foldAll(log);
        const { openedAt, diagnosedAt, resolvedAt } = incident ?? {};
        expect((diagnosedAt ?? openedAt ?? '') >= (openedAt ?? '')).toBe(true);
        expect((resolvedAt ?? openedAt ?? '') >= (openedAt ?? '')).toBe(true);
        for (const { grantedAt, appliedAt } of incident?.execution ?? []) {
          expect((appliedAt ?? grantedAt) >= grantedAt).toBe(true);
        }
        expect(incident?.resolvedAt === null).toBe(incident?.status !== 'resolved');
      }),
    );
  });
});

describe('fold - the way of a heal', () => {
  const grant = (grantId: string, step: number, direction: 'forward' | 'rollback', seconds: number) =>
    event(
      'granted',
      { step, direction, grantId, tool: 'set_topic_config', args: {}, expiresAt: opening.at },
      seconds,
    );
  const apply = (grantId: string, step: number, direction: 'forward' | 'rollback', seconds: number) =>
    event('applied', { step, direction, grantId, preState: 1, postState: 2, instance: 'a' }, seconds);
  const verify = (step: number, direction: 'forward' | 'rollback', ok: boolean, seconds: number) =>
    event('verified', { step, direction, ok, readings: [], reason: 'read' }, seconds);
  const healing = [
    opening,
    event('diagnosing', {}, 1),
    event('diagnosed', { cause: 'topic.retention-edge', hypotheses: [] }, 2),
    proposing(3),
    grant('grant-1', 0, 'forward', 4),
    apply('grant-1', 0, 'forward', 5),
  ];

  it('is resolved once verified, and the restore is recorded beside it', () => {
    const log = [
      ...healing,
      verify(0, 'forward', true, 6),
      event('resolved', { reason: 'safe' }, 7),
      grant('grant-2', 1, 'forward', 8),
      apply('grant-2', 1, 'forward', 9),
      verify(1, 'forward', true, 10),
    ];
    expect(prefixes(log).map(({ status }) => status)).toEqual([
      'open',
      'diagnosing',
      'diagnosing',
      'proposed',
      'executing',
      'verifying',
      'verifying',
      ...Array.from({ length: 4 }, () => 'resolved'),
    ]);
    expect(foldAll(log)?.execution.map(({ outcome, verified }) => [outcome, verified])).toEqual([
      ['applied', true],
      ['applied', true],
    ]);
    expect(foldAll(log)?.appliedAt).toBe(healing[5]?.at);
  });

  it('is undone when it did not help', () => {
    const log = [
      ...healing,
      verify(0, 'forward', false, 6),
      grant('grant-2', 0, 'rollback', 7),
      apply('grant-2', 0, 'rollback', 8),
      verify(0, 'rollback', true, 9),
      event('undone', { reason: 'no help' }, 10),
    ];
    expect(foldAll(log)).toMatchObject({
      status: 'undone',
      reason: 'no help',
      resolvedAt: null,
      verification: { step: 0, ok: false },
      undo: { step: 0, verified: true },
    });
  });

  it('a refusal of a second handoff of a grant does not take the effect back', () => {
    const again = event(
      'not_applied',
      {
        step: 0,
        direction: 'forward',
        grantId: 'grant-1',
        outcome: 'refused',
        reason: 'used',
        instance: 'b',
      },
      6,
    );
    expect(foldAll([...healing, again])?.execution[0]?.outcome).toBe('applied');
  });
});
