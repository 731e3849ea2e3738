import type { IncidentEvent } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { IncidentTable } from '../../src/projection/incident-table.ts';
import { detection } from '../support/incidents.ts';

const at = '2026-01-01T00:00:00.000Z';
const traceparent = `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`;

const opened = (incident: string): IncidentEvent => ({
  id: `${incident}:opened`,
  incident,
  tenant: 'default',
  at,
  type: 'opened',
  payload: { detection: detection('g'), traceparent },
});
const suppressed = (incident: string): IncidentEvent => ({
  id: `${incident}:suppressed`,
  incident,
  tenant: 'default',
  at,
  type: 'suppressed',
  payload: { reason: 'harmless' },
});

const fill = (table: IncidentTable, events: IncidentEvent[]) =>
  events.forEach((event, index) => table.apply({ sequence: index + 1, event }));
const ids = (table: IncidentTable) =>
  table.list({ tenants: ['default'], limit: 100 }).items.map(({ id }) => id);

test('incident table - keeps the newest closed incidents and every open one', () => {
  const table = new IncidentTable(2);
  const all = ['inc-1', 'inc-2', 'inc-3', 'inc-4'];
  fill(table, [opened('inc-open'), ...all.flatMap((id) => [opened(id), suppressed(id)])]);
  expect(ids(table)).toEqual(['inc-4', 'inc-3', 'inc-open']);
});

test('incident table - what comes after an incident was evicted does not bring back a part of it', () => {
  const table = new IncidentTable(1);
  fill(table, [opened('inc-1'), suppressed('inc-1'), opened('inc-2'), suppressed('inc-2')]);
  const late: IncidentEvent = { ...suppressed('inc-1'), id: 'late' };
  expect(table.apply({ sequence: 9, event: late })).toBeUndefined();
  expect(ids(table)).toEqual(['inc-2']);
});

test('incident table - an event that comes twice counts once', () => {
  const table = new IncidentTable(1);
  fill(table, [opened('inc-1'), suppressed('inc-1'), suppressed('inc-1'), suppressed('inc-1')]);
  expect(ids(table)).toEqual(['inc-1']);
});
