import { eventTypes } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { timelineLines } from '../../src/render/timeline.ts';
import { eventOf, opened, origin, proposal } from '../support/events.ts';

const lines = (event: Parameters<typeof timelineLines>[0]) => timelineLines(event, { originMs: origin });

test('timeline - tells times from the injection, and what the incident is about', () => {
  expect(lines(opened('records are about to be lost', 3210))).toEqual([
    '+00:03.2  opened      records are about to be lost',
    '                      severity 3 · retention-risk · consumer-group settlement, topic payments',
  ]);
});

test('timeline - what was seen before the fault was there has a negative time', () => {
  expect(lines(opened('x', -61_500))[0]).toMatch(/^-01:01\.5 {2}opened/);
});

test('timeline - shows causes with their confidence and the evidence they cite', () => {
  const [title, first, second] = lines(
    eventOf('diagnosed', {
      cause: 'topic.retention-edge',
      hypotheses: [
        {
          cause: 'topic.retention-edge',
          confidence: 0.75,
          evidenceIds: ['ev-000000000001'],
          because: [],
          missing: [],
        },
        { cause: 'unknown', confidence: 0.25, evidenceIds: [], because: [], missing: [] },
      ],
    }),
  );
  expect(title).toContain('diagnosed   topic.retention-edge');
  expect(first?.trim()).toBe('█████████░░░  75 %  topic.retention-edge  ev-000000000001');
  expect(second?.trim()).toBe('███░░░░░░░░░  25 %  unknown');
});

test('timeline - shows a proposal as the values it changes', () => {
  const shown = lines(
    eventOf('proposed', { proposal, decision: 'approval_required', reason: 'medium risk' }),
  );
  expect(shown.map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      '1. set_topic_config (remedy; medium risk, reversible, touches 1)',
      'retention.ms: 24000 → 96000',
      '2. set_topic_config (restore; medium risk, reversible, touches 1)',
      'retention.ms: 96000 → 24000',
      'policy: approval_required: medium risk',
    ]),
  );
});

test('timeline - shows what an applied step changed, from its own readings', () => {
  const shown = lines(
    eventOf('applied', {
      step: 0,
      direction: 'forward',
      grantId: 'grant-1',
      preState: [{ topic: 't', partition: 0, leader: 1, preferredLeader: 3 }],
      postState: { partitions: [{ topic: 't', partition: 0, leader: 3 }] },
      instance: 'a',
    }),
  );
  expect(shown.at(-1)?.trim()).toBe('t-0: leader 1 → 3');
});

test('timeline - text from outside cannot draw on the terminal', () => {
  const shown = lines(opened('\u001B[2J\u001B]0;owned\u0007 line\nbreak \u202Egnp'));
  expect(shown).toHaveLength(2);
  expect(shown.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('timeline - is wrapped to the width of the terminal', () => {
  const shown = timelineLines(opened('word '.repeat(60)), { originMs: origin, columns: 70 });
  expect(shown.length).toBeGreaterThan(5);
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(70);
});

test('timeline - knows every type of event', () => {
  expect(eventTypes.length).toBeGreaterThan(0);
  const reasons = ['suppressed', 'escalated', 'refused', 'resolved', 'undone'] as const;
  for (const type of reasons) expect(lines(eventOf(type, { reason: 'why' }))[0]).toContain('why');
});
