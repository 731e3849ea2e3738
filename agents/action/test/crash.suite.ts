import { newTraceParent, type WorkContext } from '@sremesh/contracts';
import { createKafkaClient, createWriteActions, kafkaOptions, type KafkaClient } from '@sremesh/kafka';
import type { Store } from '@sremesh/mesh';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionDeps } from '../src/deps.ts';
import { executeStep } from '../src/execute.ts';
import { Execution } from '../src/execution.ts';
import { giveUp } from '../src/give-up.ts';
import { grantFor, growth, newIncident, type Running } from './support/running.ts';
import { createTopic, overrides, setRetention } from './support/test-topic.ts';
import { until } from '@sremesh/test/until';

const died = (): Promise<never> => Promise.reject(new Error('died'));

/** Points at which a process can die, as the last thing its store or its mesh does. */
const deaths: [string, (deps: ActionDeps) => Partial<ActionDeps>][] = [
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
  let client: KafkaClient;
  beforeAll(() => {
    const { config } = running();
    client = createKafkaClient(
      kafkaOptions(config, {
        clientId: 'crash',
        username: config.KAFKA_ACTION_USERNAME,
        password: config.KAFKA_ACTION_PASSWORD,
      }),
    );
  });
  afterAll(() => client.close());

  /** A replica, and how often it applied something. */
  function replica(instance: string): { deps: ActionDeps; applied: () => number } {
    const { mesh, keys, cluster } = running();
    const actions = createWriteActions({ client });
    let applied = 0;
    const counting = {
      ...actions.set_topic_config,
      apply: async (input: Parameters<typeof actions.set_topic_config.apply>[0]) => {
        await actions.set_topic_config.apply(input);
        applied++;
      },
    };
    const deps: ActionDeps = {
      mesh: { emit: (...event) => mesh.emit(...event), handOff: (...work) => mesh.handOff(...work) },
      executions: mesh.store('executions', Execution),
      instance,
      publicKey: keys.publicKey,
      target: { cluster: async () => cluster, actions: { ...actions, set_topic_config: counting } },
      log: pino({ level: 'silent' }),
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
      const [, die] = deaths[1] ?? [];
      const dying = executeStep({ ...first.deps, ...die?.(first.deps) }, 'set_topic_config');
      await expect(dying(growth(topic), workOf(incident, grant))).rejects.toThrow('died');
      await setRetention(kafka, topic, '70000');
      const { set_topic_config: action } = createWriteActions({ client });
      await until('the broker that is asked knows', async () => {
        const { 'retention.ms': retention } = await action.readPreState(growth(topic));
        return retention === '70000' ? retention : undefined;
      });
      await executeStep(second.deps, 'set_topic_config')(growth(topic), workOf(incident, grant, 2));
      expect(second.applied()).toBe(0);
      expect(await running().resumed(incident)).toMatchObject([{ outcome: 'prestate_changed' }]);
    });

    it('fences a replica that another has taken over from', async () => {
      const { kafka } = running();
      const [incident, topic] = [newIncident(), await createTopic(kafka)];
      const grant = grantFor(running(), incident, growth(topic));
      const [slow, quick] = [replica('slow'), replica('quick')];
      const actions = slow.deps.target?.actions;
      if (actions === undefined) throw new Error('no target');
      const overtaken: ActionDeps = {
        ...slow.deps,
        target: {
          cluster: async () => running().cluster,
          actions: {
            ...actions,
            set_topic_config: {
              ...actions.set_topic_config,
              async readBack(input) {
                await executeStep(quick.deps, 'set_topic_config')(growth(topic), workOf(incident, grant, 2));
                return actions.set_topic_config.readBack(input);
              },
            },
          },
        },
      };
      await expect(
        executeStep(overtaken, 'set_topic_config')(growth(topic), workOf(incident, grant)),
      ).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
      expect(slow.applied() + quick.applied()).toBe(1);
      expect(await running().events(incident)).toMatchObject([
        { type: 'applied', payload: { instance: 'quick' } },
      ]);
    });

    it('given up on, settles the record as failed', async () => {
      const [incident, topic] = [newIncident(), await createTopic(running().kafka)];
      const grant = grantFor(running(), incident, growth(topic));
      const [, die] = deaths[1] ?? [];
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
