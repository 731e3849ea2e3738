import { traceIdOf } from '../meta.ts';
import type { EventPayload, IncidentEvent } from './events.ts';
import { isClosed, type Execution, type Incident, type IncidentStatus } from './incident.ts';

/** An incident on its way through the fold: the JSON, and the ids already folded in. */
export interface FoldState {
  incident: Incident;
  seen: ReadonlySet<string>;
}

/**
 * Folds one event, in stream order. An incident is nothing but the fold of its events; every surface reads this.
 * Pure. An event already seen (by id) and one before `opened` change nothing.
 */
export function fold(state: FoldState | undefined, event: IncidentEvent): FoldState | undefined {
  if (state === undefined) {
    if (event.type !== 'opened') return undefined;
    return { incident: opened(event, event.payload), seen: new Set([event.id]) };
  }
  if (state.seen.has(event.id)) return state;
  return { incident: next(state.incident, event), seen: new Set(state.seen).add(event.id) };
}

/** Folds a whole log; undefined while it holds no `opened`. */
export const foldAll = (events: Iterable<IncidentEvent>): Incident | undefined => {
  let state: FoldState | undefined;
  for (const event of events) state = fold(state, event);
  return state?.incident;
};

function opened(event: IncidentEvent, { detection, traceparent }: EventPayload<'opened'>): Incident {
  return {
    id: event.incident,
    tenant: event.tenant,
    cluster: detection.cluster,
    status: 'open',
    reason: null,
    cause: null,
    severity: detection.severity,
    summary: detection.summary,
    symptom: detection.symptom,
    explains: detection.explains ?? [],
    resources: detection.resources,
    openedAt: event.at,
    detectedAt: detection.observedAt,
    diagnosedAt: null,
    grantedAt: null,
    appliedAt: null,
    resolvedAt: null,
    alerts: [],
    evidence: [],
    hypotheses: [],
    proposal: null,
    approval: null,
    execution: [],
    verification: null,
    undo: null,
    lessonId: null,
    cost: { llmTokens: 0, usd: 0 },
    traceId: traceIdOf(traceparent),
  };
}

/** A closed incident keeps its status: what comes later (the restore, the lesson) is recorded beside it. */
const moved = (incident: Incident, status: IncidentStatus): Incident =>
  isClosed(incident.status) ? incident : { ...incident, status };

const closedAs = (incident: Incident, status: IncidentStatus, reason: string): Incident =>
  isClosed(incident.status) ? incident : { ...incident, status, reason };

const updateExecution = (incident: Incident, grantId: string, change: Partial<Execution>): Incident => ({
  ...incident,
  execution: incident.execution.map((entry) => (entry.grantId === grantId ? { ...entry, ...change } : entry)),
});

function next(incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case 'opened':
      return incident;
    case 'diagnosing':
      return moved(incident, 'diagnosing');
    case 'evidence':
      return { ...incident, evidence: [...incident.evidence, event.payload.evidence] };
    case 'diagnosed':
      return { ...incident, ...event.payload, diagnosedAt: event.at };
    case 'suppressed':
      return closedAs(incident, 'suppressed', event.payload.reason);
    case 'escalated':
      return closedAs(incident, 'escalated', event.payload.reason);
    case 'refused':
      return closedAs(incident, 'refused', event.payload.reason);
    case 'proposed':
      return proposed(incident, event.payload);
    case 'approval_requested':
      return moved({ ...incident, approval: event.payload.approval }, 'awaiting_approval');
    case 'approval_given':
      return given(incident, event.payload);
    case 'approval_decided':
      return decided(incident, event, event.payload);
    case 'granted':
      return granted(incident, event, event.payload);
    case 'applied':
      return applied(incident, event, event.payload);
    case 'not_applied':
      return notApplied(incident, event.payload);
    case 'verified':
      return verified(incident, event, event.payload);
    case 'resolved':
      return isClosed(incident.status)
        ? incident
        : { ...closedAs(incident, 'resolved', event.payload.reason), resolvedAt: event.at };
    case 'undone':
      return closedAs(incident, 'undone', event.payload.reason);
    case 'learned':
      return { ...incident, lessonId: event.payload.lessonId };
  }
}

function proposed(incident: Incident, { proposal, reason }: EventPayload<'proposed'>): Incident {
  if (isClosed(incident.status)) return { ...incident, proposal };
  return { ...incident, proposal, reason, status: 'proposed' };
}

function given(incident: Incident, payload: EventPayload<'approval_given'>): Incident {
  const { approval } = incident;
  if (approval?.id !== payload.approvalId || approval.status !== 'pending') return incident;
  return { ...incident, approval: { ...approval, decisions: [...approval.decisions, payload.decision] } };
}

function decided(
  incident: Incident,
  event: IncidentEvent,
  payload: EventPayload<'approval_decided'>,
): Incident {
  if (incident.approval?.id !== payload.approvalId) return incident;
  const { status, decidedBy, reason, decisions = incident.approval.decisions } = payload;
  const approval = { ...incident.approval, status, reason, decisions, decidedAt: event.at };
  return { ...incident, approval: decidedBy === null ? approval : { ...approval, decidedBy } };
}

function granted(incident: Incident, event: IncidentEvent, payload: EventPayload<'granted'>): Incident {
  const { step, direction, tool, args, grantId } = payload;
  const entry: Execution = {
    step,
    direction,
    tool,
    args,
    grantId,
    outcome: 'granted',
    grantedAt: event.at,
    appliedAt: null,
    verified: null,
  };
  return moved(
    { ...incident, grantedAt: incident.grantedAt ?? event.at, execution: [...incident.execution, entry] },
    'executing',
  );
}

function applied(incident: Incident, event: IncidentEvent, payload: EventPayload<'applied'>): Incident {
  const { grantId, preState, postState, step, direction } = payload;
  const updated = updateExecution(incident, grantId, {
    outcome: 'applied',
    appliedAt: event.at,
    preState,
    postState,
  });
  if (direction === 'rollback') return { ...updated, undo: { step, appliedAt: event.at, verified: null } };
  return moved({ ...updated, appliedAt: updated.appliedAt ?? event.at }, 'verifying');
}

/** What was applied stays applied: a later refusal is of another handoff that brought the same grant. */
function notApplied(incident: Incident, { grantId, outcome, reason }: EventPayload<'not_applied'>): Incident {
  const inEffect = incident.execution.some(
    (entry) => entry.grantId === grantId && entry.outcome === 'applied',
  );
  return inEffect ? incident : updateExecution(incident, grantId, { outcome, reason });
}

function verified(incident: Incident, event: IncidentEvent, payload: EventPayload<'verified'>): Incident {
  const { step, direction, ok, readings, reason } = payload;
  const last = incident.execution.findLast(
    (entry) => entry.step === step && entry.direction === direction && entry.outcome === 'applied',
  );
  const updated = last === undefined ? incident : updateExecution(incident, last.grantId, { verified: ok });
  if (direction === 'rollback')
    return { ...updated, undo: updated.undo === null ? null : { ...updated.undo, verified: ok } };
  return { ...updated, verification: { step, ok, readings, reason, at: event.at } };
}
