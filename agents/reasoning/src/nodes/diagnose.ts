import { errorMessage, evidenceKey, type CauseName, type Evidence } from '@sremesh/contracts';
import { candidatesFor, plan, rank, type Finding, type Lessons, type Plan } from '@sremesh/diagnosis';
import type { IncidentState, IncidentUpdate } from '../state.ts';
import { contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';

/** Experience sharpens a diagnosis; it is not waited for. */
const recallTimeoutMs = 1000;

/** How often the evidence is looked at before a person is asked to. */
const mostLooks = 3;

/** Ranks the candidate causes by the evidence, and decides what follows: another look, a change, an ending, or a person. */
export function diagnose(deps: NodeDeps): Node {
  return async (state, config) => {
    const { incident, tenant, detection } = state;
    const findings = await findingsOf(deps, state.evidence);
    const lessons = await recall(deps, state, signalOf(config));
    const hypotheses = rank(detection, findings, lessons);
    const planned = plan(detection, hypotheses, findings);
    const unclear = planned.kind === 'escalate' && planned.cause === null;
    if (unclear && state.looks < mostLooks) return { next: 'gather', hypotheses };
    await deps.mesh.emit('diagnosed', { cause: planned.cause, hypotheses }, { incident, tenant });
    return { cause: planned.cause, hypotheses, ...followUp(planned) };
  };
}

function followUp(planned: Plan): IncidentUpdate {
  switch (planned.kind) {
    case 'change':
      return { next: 'propose', change: planned.change };
    case 'suppress':
      return { next: 'close', ending: { status: 'suppressed', reason: planned.reason } };
    case 'escalate':
      return { next: 'close', ending: { status: 'escalated', reason: planned.reason } };
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
  const options = { timeoutMs: recallTimeoutMs, signal };
  const count = async (cause: CauseName): Promise<[CauseName, number][]> => {
    try {
      const args = { cause, limit: 50 };
      const { lessons } = await deps.mesh.call('recall_lessons', args, contextOf(state), options);
      return [[cause, lessons.length]];
    } catch (error) {
      signal.throwIfAborted();
      const reason = errorMessage(error);
      deps.log.info({ incident: state.incident, cause, reason }, 'no lessons could be recalled');
      return [];
    }
  };
  const counts = await Promise.all(candidatesFor(state.detection.symptom).map(({ name }) => count(name)));
  return Object.fromEntries(counts.flat());
}
