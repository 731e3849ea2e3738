import { END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph';
import { awaitApproval } from './nodes/await-approval.ts';
import { awaitStep } from './nodes/await-step.ts';
import { close } from './nodes/close.ts';
import { diagnose } from './nodes/diagnose.ts';
import { gather } from './nodes/gather.ts';
import { grant } from './nodes/grant.ts';
import type { NodeDeps } from './nodes/node.ts';
import { propose } from './nodes/propose.ts';
import { resolve } from './nodes/resolve.ts';
import { awaitRestore, scheduleRestore } from './nodes/restore.ts';
import { settle } from './nodes/settle.ts';
import { verify } from './nodes/verify.ts';
import { IncidentState } from './state.ts';
import { nextStep, runOf } from './step-run.ts';

/**
 * The incident process. Every node reads the world or hands work off and can be run again; what has to be waited for
 * interrupts the graph, so that no process holds an incident in memory.
 */
export function incidentGraph(deps: NodeDeps, checkpointer: BaseCheckpointSaver) {
  return new StateGraph(IncidentState)
    .addNode('gather', gather(deps))
    .addNode('diagnose', diagnose(deps))
    .addNode('propose', propose(deps))
    .addNode('await_approval', awaitApproval)
    .addNode('grant', grant(deps))
    .addNode('await_step', awaitStep)
    .addNode('verify', verify(deps))
    .addNode('settle', settle)
    .addNode('resolve', resolve(deps))
    .addNode('schedule_restore', scheduleRestore(deps))
    .addNode('await_restore', awaitRestore(deps))
    .addNode('close', close(deps))
    .addEdge(START, 'gather')
    .addEdge('gather', 'diagnose')
    .addConditionalEdges('diagnose', (state) => (state.next === 'end' ? END : state.next))
    .addConditionalEdges('propose', (state) => {
      if (state.ending !== undefined) return 'close';
      return state.approvalId === undefined ? 'grant' : 'await_approval';
    })
    .addConditionalEdges('await_approval', (state) => (state.ending === undefined ? 'grant' : 'close'))
    .addConditionalEdges('grant', (state) => (runOf(state).outcome === '' ? 'await_step' : 'settle'))
    .addConditionalEdges('await_step', (state) => (runOf(state).outcome === 'applied' ? 'verify' : 'settle'))
    .addEdge('verify', 'settle')
    .addConditionalEdges('settle', (state) => (state.next === 'end' ? END : state.next))
    .addConditionalEdges('resolve', (state) =>
      nextStep(state)?.purpose === 'restore' ? 'schedule_restore' : END,
    )
    .addEdge('schedule_restore', 'await_restore')
    .addConditionalEdges('await_restore', (state) =>
      state.verified === 'held' ? 'grant' : 'schedule_restore',
    )
    .addEdge('close', END)
    .compile({ checkpointer });
}
