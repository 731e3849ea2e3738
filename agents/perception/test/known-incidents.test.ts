import type { Detection, IncidentEvent, Resource } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { createKnownIncidents } from '../src/known-incidents.ts';

const group = { kind: 'consumer-group' as const, name: 'orders' };
const detection: Detection = {
  symptom: 'retention-risk',
  cluster: 'c',
  resources: [group],
  severity: 3,
  observedAt: '2026-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  summary: 's',
  measures: {},
};
const on = (resource: Resource): Detection => ({ ...detection, resources: [resource] });
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const envelope = (id: string, second: number) => ({
  id,
  incident: 'inc-1',
  tenant: 'default',
  at: at(second),
});
const opened: IncidentEvent = {
  ...envelope('o', 1),
  type: 'opened',
  payload: { detection, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
};
const resolved: IncidentEvent = { ...envelope('r', 2), type: 'resolved', payload: { reason: 'fine' } };
const undone: IncidentEvent = { ...envelope('u', 3), type: 'undone', payload: { reason: 'late' } };

describe('perception - known incidents', () => {
  it('knows what is open, on which resource, and when it closed first', () => {
    const known = createKnownIncidents();
    known.apply(opened);
    expect(known.isOpen('inc-1')).toBe(true);
    expect(known.openFor(detection)).toBe('inc-1');
    expect(known.openFor(on({ ...group, name: 'payments' }))).toBeUndefined();
    known.apply(resolved);
    known.apply(undone);
    expect(known.isOpen('inc-1')).toBe(false);
    expect(known.openFor(detection)).toBeUndefined();
    expect(known.closedAt('inc-1')).toBe(Date.parse(at(2)));
  });

  it('an incident is about what its symptom explains, too, also where that came later', () => {
    const known = createKnownIncidents();
    const topic = { kind: 'topic' as const, name: 'orders' };
    const explains = [{ symptom: 'lag-growing' as const, resource: topic, summary: 's' }];
    known.apply({ ...opened, payload: { ...opened.payload, detection: { ...detection, explains } } });
    expect(known.openFor(on(topic))).toBe('inc-1');
    const later = { ...topic, name: 'payments' };
    known.explains('inc-1', [later, topic]);
    expect(known.openFor(on(later))).toBe('inc-1');
    known.apply(resolved);
    known.explains('inc-1', [later]);
    expect(known.openFor(on(later))).toBeUndefined();
    expect(known.anyOpen()).toBe(false);
  });

  it('does not reopen a closed incident when its opening is replayed', () => {
    const known = createKnownIncidents();
    for (const event of [opened, resolved, opened]) known.apply(event);
    expect(known.isOpen('inc-1')).toBe(false);
  });
});
