import { Freeze, newTraceParent, type WorkContext } from '@sremesh/contracts';
import type { Store } from '@sremesh/mesh';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { ActionDeps, Session, Target } from '../src/deps.ts';
import { executeStep } from '../src/execute.ts';
import { Execution } from '../src/execution.ts';
import { giveUp } from '../src/give-up.ts';
import { openSession } from '../src/session.ts';
import { grantFor, growth, newIncident, type Running } from './support/running.ts';
import { createTopic, overrides, setRetention } from './support/test-topic.ts';

const died = (): Promise<never> => Promise.reject(new Error('died'));

/** Whoever is dead ends nothing. */
const deadSession: Session = { target: died, renewed: died, close: async () => undefined };

/** The same, with something else for what a step does to its topic. */
const withSet = (
  session: Session,
  change: (set: Target['actions']['set_topic_config']) => Partial<Target['actions']['set_topic_config']>,
): Session => {
  const changed = (target: Target): Target => {
    const { set_topic_config: set } = target.actions;
    return { ...target, actions: { ...target.actions, set_topic_config: { ...set, ...change(set) } } };
  };
  return {
    target: () => session.target().then(changed),
    renewed: () => session.renewed().then(changed),
    close: () => session.close(),
  };
};

/** Points at which a process can die, as the last thing its store or its mesh does. */
const deaths: [string, (deps: ActionDeps) => Partial<ActionDeps>][] = [
  ['before its grant is redeemed', () => ({ open: () => ({ ...deadSession, target: died }) })],
  [
    'with its grant redeemed and nothing done',
    (deps) => ({
      open: (step) => {
        const session = deps.open(step);
        return { ...deadSession, target: () => session.target().then(died) };
      },
    }),
  ],
  [
    'before the intent is written',
    ({ executions }) => ({ executions: { ...bind(executions), create: died } }),
  ],
  [
    'between the intent and the effect',
    ({ executions }) => ({
      executions: {
        ...bind(executions),
        create: async (key: string, value: Execution) => {
          await executions.create(key, value);
          return died();
        },
      },
    }),
  ],
  [
    'between the effect and its record',
    ({ executions }) => ({ executions: { ...bind(executions), update: died } }),
  ],
  [
    'between the record and the end of its credential',
    (deps) => ({ open: (step) => ({ ...deps.open(step), close: died }) }),
  ],
  ['between the record and its telling', ({ mesh }) => ({ mesh: { ...mesh, emit: died } })],
  ['between the telling and the handing on', ({ mesh }) => ({ mesh: { ...mesh, handOff: died } })],
];

const bind = <T>(store: Store<T>): Store<T> => ({
  get: (key) => store.get(key),
  create: (key, value) => store.create(key, value),
  update: (key, value, revision) => store.update(key, value, revision),
  put: (key, value) => store.put(key, value),
  delete: (key) => store.delete(key),
  entries: () => store.entries(),
});

/** The handler itself, on the real stores, mesh and Kafka, with a death in one place. */
export function crashSuite(running: () => Running): void {
  /** A replica, and how often it applied something. */
  function replica(instance: string): { deps: ActionDeps; applied: () => number } {
    const { mesh, keys, config: connection } = running();
    let applied = 0;
    const log = pino({ level: 'silent' });
    const sessions = { mesh, connection, instance, host: async () => '127.0.0.1', log };
    const deps: ActionDeps = {
      mesh: { emit: (...event) => mesh.emit(...event), handOff: (...work) => mesh.handOff(...work) },
      executions: mesh.store('executions', Execution),
      freeze: mesh.store('freeze', Freeze),
      instance,
      publicKey: keys.publicKey,
      open: (step) =>
        withSet(openSession(sessions, step), (set) => ({
          async apply(input) {
            await set.apply(input);
            applied++;
          },
        })),
      log,
    };
    return { deps, applied: () => applied };
  }

  const workOf = (incident: string, grant: { id: string }, delivery = 1): WorkContext => ({
    id: `${incident}:${grant.id}`,
    tenant: 'default',
    incident,
    traceparent: newTraceParent(),
    grant,
    delivery,
    signal: new AbortController().signal,
  });

  describe('execute - a crash', { timeout: 60_000 }, () => {
    it.each(deaths)('%s: the redelivery leaves one effect and one outcome', async (_, die) => {
      const { kafka } = running();
      const [incident, topic] = [newIncident(), await createTopic(kafka)];
      const grant = grantFor(running(), incident, growth(topic));
      const [first, second] = [replica('first'), replica('second')];
      const dying = executeStep({ ...first.deps, ...die(first.deps) }, 'set_topic_config');
      await expect(dying(growth(topic), workOf(incident, grant))).rejects.toThrow('died');
      const surviving = executeStep(second.deps, 'set_topic_config');
      await surviving(growth(topic), workOf(incident, grant, 2));
      await surviving(growth(topic), workOf(incident, grant, 3));
      expect(first.applied() + second.applied()).toBe(1);
      expect(await overrides(kafka, topic)).toMatchObject({ 'retention.ms': '600000' });
      expect(await running().events(incident)).toMatchObject([
        { type: 'applied', payload: { preState: { 'retention.ms': '60000' } } },
      ]);
      expect(await running().resumed(incident)).toMatchObject([{ outcome: 'applied' }]);
    });

    it('after the intent, with the target changed by somebody else: nothing is applied', async () => {
      const { kafka } = running();
      const [incident, topic] = [newIncident(), await createTopic(kafka)];
      const grant = grantFor(running(), incident, growth(topic));
      const [first, second] = [replica('first'), replica('second')];
      const [, die] = deaths.find(([name]) => name === 'between the intent and the effect') ?? [];
      const dying = executeStep({ ...first.deps, ...die?.(first.deps) }, 'set_topic_config');
      await expect(dying(growth(topic), workOf(incident, grant))).rejects.toThrow('died');
      await setRetention(kafka, topic, '70000');
      await executeStep(second.deps, 'set_topic_config')(growth(topic), workOf(incident, grant, 2));
      expect(second.applied()).toBe(0);
      expect(await running().resumed(incident)).toMatchObject([{ outcome: 'prestate_changed' }]);
    });

    it.each(['apply', 'readBack'] as const)(
      'fences a replica that another has taken over from, at its %s',
      async (at) => {
        const { kafka, desk } = running();
        const [incident, topic] = [newIncident(), await createTopic(kafka)];
        const grant = grantFor(running(), incident, growth(topic));
        const [slow, quick] = [replica('slow'), replica('quick')];
        const takeOver = () =>
          executeStep(quick.deps, 'set_topic_config')(growth(topic), workOf(incident, grant, 2));
        const overtaken: ActionDeps = {
          ...slow.deps,
          open: (step) =>
            withSet(slow.deps.open(step), (set) => ({
              [at]: async (input: ReturnType<typeof growth>) => {
                await takeOver();
                return set[at](input);
              },
            })),
        };
        await expect(
          executeStep(overtaken, 'set_topic_config')(growth(topic), workOf(incident, grant)),
        ).rejects.toMatchObject({
          // Too late to apply: Kafka refuses it, and the record is another's. Too late to read back: Kafka refuses it.
          code: at === 'apply' ? 'MESH_CONFLICT' : 'MESH_KAFKA_REFUSED',
        });
        expect(slow.applied() + quick.applied()).toBe(1);
        expect(desk.made(grant.id)).toHaveLength(2);
        expect(await running().events(incident)).toMatchObject([
          { type: 'applied', payload: { instance: 'quick' } },
        ]);
      },
    );

    it('tells what a step led to that was interrupted until its grant had ended', async () => {
      const { kafka } = running();
      for (const [death, outcome] of [
        [deaths.findIndex(([name]) => name === 'between the intent and the effect'), 'expired'],
        [deaths.findIndex(([name]) => name === 'between the effect and its record'), 'applied'],
      ] as const) {
        const [incident, topic] = [newIncident(), await createTopic(kafka)];
        const expiresAt = new Date(Date.now() + 2000).toISOString();
        const grant = grantFor(running(), incident, growth(topic), { expiresAt });
        const [first, second] = [replica('first'), replica('second')];
        const dying = executeStep({ ...first.deps, ...deaths[death]?.[1](first.deps) }, 'set_topic_config');
        await expect(dying(growth(topic), workOf(incident, grant))).rejects.toThrow('died');
        // Past the grant's end, and the difference between clocks that action bears with.
        await delay(Date.parse(expiresAt) + 1100 - Date.now());
        await executeStep(second.deps, 'set_topic_config')(growth(topic), workOf(incident, grant, 2));
        expect(second.applied()).toBe(0);
        expect(await running().resumed(incident)).toMatchObject([{ outcome }]);
      }
    });

    it('given up on, settles the record as failed', async () => {
      const [incident, topic] = [newIncident(), await createTopic(running().kafka)];
      const grant = grantFor(running(), incident, growth(topic));
      const [, die] = deaths.find(([name]) => name === 'between the intent and the effect') ?? [];
      const { deps } = replica('first');
      const work = workOf(incident, grant);
      await expect(
        executeStep({ ...deps, ...die?.(deps) }, 'set_topic_config')(growth(topic), work),
      ).rejects.toThrow('died');
      await giveUp(deps)({
        tenant: 'default',
        tool: 'set_topic_config',
        incident,
        id: work.id,
        reason: 'died',
      });
      expect(await running().resumed(incident)).toMatchObject([
        { grantId: grant.id, outcome: 'failed', reason: expect.stringContaining('given up') },
      ]);
    });
  });
}
