import { errorMessage, evidenceKey, type CauseName, type Evidence } from '@sremesh/contracts';
import { candidatesFor, plan, rank, type Finding, type Lessons, type Plan } from '@sremesh/diagnosis';
import type { IncidentState, IncidentUpdate } from '../state.ts';
import { contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';

/** Experience sharpens a diagnosis; it is not waited for. */
const recallTimeoutMs = 1000;

/** Ranks the candidate causes by the evidence, and decides what follows: a change, an ending, or a person. */
export function diagnose(deps: NodeDeps): Node {
  return async (state, config) => {
    const { incident, tenant, detection } = state;
    const findings = await findingsOf(deps, state.evidence);
    const lessons = await recall(deps, state, signalOf(config));
    const hypotheses = rank(detection, findings, lessons);
    const planned = plan(detection, hypotheses, findings);
    await deps.mesh.emit('diagnosed', { cause: planned.cause, hypotheses }, { incident, tenant });
    return { cause: planned.cause, hypotheses, ...followUp(planned) };
  };
}

function followUp(planned: Plan): IncidentUpdate {
  switch (planned.kind) {
    case 'change':
      return { change: planned.change };
    case 'suppress':
      return { ending: { status: 'suppressed', reason: planned.reason } };
    case 'escalate':
      return { ending: { status: 'escalated', reason: planned.reason } };
  }
}

/** The evidence with the whole outputs it was taken from; what is no longer kept counts as not read. */
async function findingsOf(deps: NodeDeps, evidence: readonly Evidence[]): Promise<Finding[]> {
  const kept = await Promise.all(
    evidence.map(async (reading) => {
      const stored = await deps.outputs.get(evidenceKey(reading));
      return stored === undefined ? [] : [{ evidence: reading, output: stored.value }];
    }),
  );
  return kept.flat();
}

async function recall(deps: NodeDeps, state: IncidentState, signal: AbortSignal): Promise<Lessons> {
  const counts: [CauseName, number][] = [];
  for (const { name: cause } of candidatesFor(state.detection.symptom)) {
    try {
      const options = { timeoutMs: recallTimeoutMs, signal };
      const { lessons } = await deps.mesh.call(
        'recall_lessons',
        { cause, limit: 50 },
        contextOf(state),
        options,
      );
      counts.push([cause, lessons.length]);
    } catch (error) {
      signal.throwIfAborted();
      deps.log.info(
        { incident: state.incident, cause, reason: errorMessage(error) },
        'no lessons could be recalled',
      );
    }
  }
  return Object.fromEntries(counts);
}
