/**
 * Runs an incident's graph as far as it goes.
 *
 * 1. The checkpoint is the truth: a handoff that comes twice, or late, finds the graph further on and changes nothing.
 * 2. A graph that was cut off is continued first; only a graph that waits for exactly this resume is resumed with it.
 * 3. Two replicas at one incident: the checkpoint's revision lets one of them write; the other hands back.
 */
import { Command } from '@langchain/langgraph';
import { MeshError, type ToolInput, type WorkContext } from '@sremesh/contracts';
import { z } from 'zod';
import type { incidentGraph } from './graph.ts';
import type { Resume } from './state.ts';

type Graph = ReturnType<typeof incidentGraph>;

/** What a node said it waits for when it interrupted the graph. */
const Waiting = z.object({
  awaited: z.string(),
  approvalId: z.string().optional(),
  grantId: z.string().optional(),
});
type Waiting = z.infer<typeof Waiting>;

export async function advance(
  graph: Graph,
  input: ToolInput<'advance_incident'>,
  work: WorkContext,
): Promise<void> {
  const { incident, start, resume } = input;
  const config = { configurable: { thread_id: incident }, durability: 'sync' as const, signal: work.signal };
  const before = await graph.getState(config);
  if (before.createdAt === undefined) {
    if (start === undefined) throw new MeshError('MESH_CONFLICT', `${incident} has not been started yet`);
    const { tenant, traceparent } = work;
    await graph.invoke({ incident, tenant, traceparent, detection: start.detection, looks: 0 }, config);
    return;
  }
  const waiting = waitingFor(before);
  if (waiting === undefined && before.next.length > 0) await graph.invoke(null, config);
  if (resume === undefined) return;
  const now = waiting ?? waitingFor(await graph.getState(config));
  if (now !== undefined && matches(now, resume)) await graph.invoke(new Command({ resume }), config);
}

function waitingFor(state: Awaited<ReturnType<Graph['getState']>>): Waiting | undefined {
  const [interrupted] = state.tasks.flatMap((task) => task.interrupts);
  return interrupted === undefined ? undefined : Waiting.parse(interrupted.value);
}

const matches = (waiting: Waiting, resume: Resume): boolean => {
  if (waiting.awaited !== resume.awaited) return false;
  if (resume.awaited === 'approval') return waiting.approvalId === resume.approvalId;
  if (resume.awaited === 'step') return waiting.grantId === resume.grantId;
  return true;
};
