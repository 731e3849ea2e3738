import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { emptyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint';
import { checkpointSaver } from '@sremesh/mesh/checkpoint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agent, newIncident, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const State = Annotation.Root({
  steps: Annotation<string[]>({ reducer: (before, more) => [...before, ...more], default: () => [] }),
});

test('saver - a graph interrupted in one process is resumed in another where it stood', async () => {
  const ran: string[] = [];
  const graph = async () =>
    new StateGraph(State)
      .addNode('gather', () => {
        ran.push('gather');
        return { steps: ['gathered'] };
      })
      .addNode('wait', () => ({ steps: [`answered ${String(interrupt('which?'))}`] }))
      .addEdge(START, 'gather')
      .addEdge('gather', 'wait')
      .addEdge('wait', END)
      .compile({ checkpointer: checkpointSaver(await agent(nats, 'reasoning')) });
  const config = { configurable: { thread_id: newIncident() } };
  await (await graph()).invoke({ steps: [] }, config);
  const resumed = await (await graph()).invoke(new Command({ resume: 'this' }), config);
  expect(resumed.steps).toEqual(['gathered', 'answered this']);
  expect(ran).toEqual(['gather']);
});

test('saver - who read a thread before another moved it cannot move it, until it reads again', async () => {
  const [slow, quick] = [
    checkpointSaver(await agent(nats, 'reasoning')),
    checkpointSaver(await agent(nats, 'reasoning')),
  ];
  const thread = { configurable: { thread_id: newIncident() } };
  const put = (saver: typeof slow, step: number) =>
    saver.put(thread, { ...emptyCheckpoint(), id: uuid6(step) }, { source: 'loop', step, parents: {} });
  await slow.getTuple(thread);
  await quick.getTuple(thread);
  const { configurable } = await put(quick, 1);
  await expect(put(slow, 2)).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
  expect((await quick.getTuple(thread))?.checkpoint.id).toBe(configurable?.['checkpoint_id']);
  await slow.getTuple(thread);
  await put(slow, 3);
  await expect(put(quick, 4)).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
});
