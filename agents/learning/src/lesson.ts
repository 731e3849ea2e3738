import type { Incident, Lesson } from '@sremesh/contracts';

/** What a closed incident taught; undefined while it is still open. Pure. */
export function lessonOf(incident: Incident, closedAt: string): Lesson | undefined {
  const { status } = incident;
  if (
    status !== 'resolved' &&
    status !== 'undone' &&
    status !== 'escalated' &&
    status !== 'suppressed' &&
    status !== 'refused'
  ) {
    return undefined;
  }
  const remedies = incident.execution
    .filter((entry) => entry.direction === 'forward' && entry.outcome === 'applied')
    .map((entry) => entry.tool);
  return {
    id: `lesson-${incident.id}`,
    incident: incident.id,
    tenant: incident.tenant,
    cause: incident.cause,
    outcome: status,
    resources: incident.resources,
    remedies,
    durationMs: Date.parse(closedAt) - Date.parse(incident.openedAt),
    learnedAt: closedAt,
    summary: summaryOf(incident, remedies),
  };
}

function summaryOf(incident: Incident, remedies: string[]): string {
  const cause = incident.cause ?? 'a cause nobody could name';
  const [best] = incident.hypotheses;
  const confidence = best === undefined ? '' : ` (${Math.round(best.confidence * 100)} %)`;
  const did = remedies.length === 0 ? 'nothing was changed' : `applied ${remedies.join(', ')}`;
  const why = incident.reason === null ? '' : `: ${incident.reason}`;
  return `${incident.summary} Put down to ${cause}${confidence}; ${did}; ${incident.status}${why}`;
}
