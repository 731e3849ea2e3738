import { z } from 'zod';
import type { Agent, AgentContext } from '@sremesh/agent';
import { checkpointSaver } from '@sremesh/mesh/checkpoint';
import { advance } from './advance.ts';
import { incidentGraph } from './graph.ts';

/** Reasoning: runs the incident graph. It reads text from outside and so holds no credentials. */
export async function createReasoning(context: AgentContext<unknown>): Promise<Agent> {
  const { mesh, log } = context;
  const graph = incidentGraph(
    { mesh, log, outputs: mesh.store('evidence', z.unknown()) },
    checkpointSaver(mesh),
  );
  return {
    work: { advance_incident: (input, work) => advance(graph, input, work) },
    async onDeadLetter({ incident, tenant, reason }) {
      const key = { incident, tenant, id: `${incident}:given-up` };
      await mesh.emit('escalated', { reason: `The incident could not be carried on: ${reason}` }, key);
    },
  };
}
