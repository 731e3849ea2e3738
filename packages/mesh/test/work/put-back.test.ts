import { afterAll, beforeAll, expect, test } from 'vitest';
import { agent, context, newIncident, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

/** A worker that holds whatever it takes until released. */
async function holder() {
  const mesh = await agent(nats, 'learning');
  const taken: { incident: string; delivery: number; end: () => void }[] = [];
  let changes = 0;
  const loop = await mesh.work(
    {
      write_lesson: ({ incident }, { delivery }) =>
        new Promise((end) => {
          taken.push({ incident, delivery, end });
        }),
    },
    { concurrency: 1, onChange: () => (changes += 1) },
  );
  return { mesh, loop, taken, changes: () => changes };
}

async function handOff(): Promise<string> {
  const incident = newIncident();
  const reasoning = await agent(nats, 'reasoning');
  await reasoning.handOff('write_lesson', { incident }, { ...context(), incident }, { id: 'lesson' });
  return incident;
}

test('put back - what one holds is with another at once; what is settled stays so', async () => {
  const [one, governance] = [await holder(), await agent(nats, 'governance')];
  const incident = await handOff();
  await until('it to be taken', () => one.taken.length === 1);
  expect([one.loop.inProgress.length, one.changes()]).toEqual([1, 1]);
  const held = one.loop.inProgress;
  const two = await holder();
  expect(await governance.putBack('learning', held, 1000)).toBe(true);
  await until('another to have it', () => two.taken.length === 1);
  expect(two.taken[0]).toMatchObject({ incident, delivery: 2 });
  two.taken[0]?.end();
  await until('it to be settled', () => two.loop.active === 0);
  expect([two.loop.inProgress, two.changes()]).toEqual([[], 2]);
  one.taken[0]?.end();
  await until('the first to be done', () => one.loop.active === 0);
  await governance.putBack('learning', held, 1000);
  const next = await handOff();
  await until('the next to be taken', () =>
    [...one.taken, ...two.taken].some((each) => each.incident === next),
  );
  const again = [...one.taken, ...two.taken].filter((each) => each.incident === incident);
  expect(again).toHaveLength(2);
  for (const each of [...one.taken, ...two.taken]) each.end();
});

test('put back - is not done for one silent so long that the queue may have done it', async () => {
  const [one, governance] = [await holder(), await agent(nats, 'governance')];
  await handOff();
  await until('it to be taken', () => one.taken.length === 1);
  expect(await governance.putBack('learning', one.loop.inProgress, 3500)).toBe(false);
  one.taken[0]?.end();
  await until('it to be settled', () => one.loop.active === 0);
  expect(one.taken).toHaveLength(1);
});

test('put back - is governance’s alone', async () => {
  const [one, reasoning] = [await holder(), await agent(nats, 'reasoning')];
  await handOff();
  await until('it to be taken', () => one.taken.length === 1);
  await expect(reasoning.putBack('learning', one.loop.inProgress, 0)).rejects.toMatchObject({
    code: 'MESH_PERMISSION_DENIED',
  });
  expect(one.loop.active).toBe(1);
  one.taken[0]?.end();
  await until('it to be settled', () => one.loop.active === 0);
});
