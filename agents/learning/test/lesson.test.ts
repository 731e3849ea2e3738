import { foldAll, type Detection, type Incident, type IncidentEvent } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { lessonOf } from '../src/lesson.ts';

const detection: Detection = {
  symptom: 'leader-skew',
  cluster: 'c',
  resources: [{ kind: 'broker', name: '2' }],
  severity: 1,
  observedAt: '2026-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  summary: 'Broker 2 leads nothing.',
  measures: {},
};
const base = { incident: 'inc-1', tenant: 'default' };
const events: IncidentEvent[] = [
  {
    ...base,
    id: '1',
    at: '2026-01-01T00:00:00.000Z',
    type: 'opened',
    payload: { detection, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  },
  {
    ...base,
    id: '2',
    at: '2026-01-01T00:00:01.000Z',
    type: 'granted',
    payload: {
      step: 0,
      direction: 'forward',
      tool: 'elect_leaders',
      args: {},
      grantId: 'grant-1',
      expiresAt: '2026-01-01T00:00:31.000Z',
    },
  },
  {
    ...base,
    id: '3',
    at: '2026-01-01T00:00:02.000Z',
    type: 'applied',
    payload: {
      step: 0,
      direction: 'forward',
      grantId: 'grant-1',
      preState: {},
      postState: {},
      instance: 'a',
    },
  },
  {
    ...base,
    id: '4',
    at: '2026-01-01T00:00:05.000Z',
    type: 'resolved',
    payload: { reason: 'leaders are back' },
  },
];
const folded = (count: number): Incident => {
  const incident = foldAll(events.slice(0, count));
  if (incident === undefined) throw new Error('nothing folded');
  return incident;
};

describe('learning - the lesson of an incident', () => {
  it('says how it ended, what was done, and how long it took', () => {
    expect(lessonOf(folded(4), '2026-01-01T00:00:05.000Z')).toMatchObject({
      id: 'lesson-inc-1',
      outcome: 'resolved',
      remedies: ['elect_leaders'],
      durationMs: 5000,
      summary: expect.stringContaining('leaders are back'),
    });
  });

  it('does not count a step that was granted but never applied', () => {
    const incident = foldAll([events[0], events[1], events[3]].filter((event) => event !== undefined));
    expect(incident && lessonOf(incident, '2026-01-01T00:00:05.000Z')?.remedies).toEqual([]);
  });

  it('has none while the incident is open', () => {
    expect(lessonOf(folded(3), '2026-01-01T00:00:05.000Z')).toBeUndefined();
  });
});
