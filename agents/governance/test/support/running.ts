import type { IncidentEvent, ToolArgs, ToolInput, WorkContext } from '@sremesh/contracts';
import type { Agent, AgentContext } from '@sremesh/agent';
import type { Mesh, Records } from '@sremesh/mesh';
import { generateKeyPair, type RawKeyPair } from '@sremesh/policy';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { GovernanceConfig } from '../../src/config.ts';
import { createGovernance } from '../../src/governance.ts';
import { cite } from './evidence.ts';
import { callIn, changeOf, newIncident, remedy, restore } from './changes.ts';
import { decide } from './deciding.ts';
import { people } from './people.ts';
import { until } from '@sremesh/test/until';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';

/** Work that reached an agent. */
export interface Handed {
  input: ToolInput<'set_topic_config'> | ToolInput<'advance_incident'>;
  work: WorkContext;
}

/** Governance running on a real mesh, with the agents around it as connections that the test drives. */
export interface Running {
  nats: TestMesh;
  keys: RawKeyPair;
  governance: Mesh;
  /** Governance's records. */
  records: Records;
  reasoning: Mesh;
  gateway: Mesh;
  /** What was told of an incident, but for its evidence. */
  events(incident: string): Promise<IncidentEvent[]>;
  /** Waits for the next work of an incident that the agent was handed. */
  handed(to: 'action' | 'reasoning', incident: string, count?: number): Promise<Handed[]>;
  /** Another replica, on a mesh of which parts may be replaced. */
  start(
    settings?: Record<string, string>,
    replaced?: Partial<Mesh>,
  ): Promise<{ agent: Agent; mesh: Mesh; stop(): Promise<void> }>;
  /** Ends the first replica and starts it anew, otherwise set up or on a mesh of which parts are replaced. */
  restart(settings?: Record<string, string>, replaced?: Partial<Mesh>): Promise<void>;
  close(): Promise<void>;
}

export async function startRunning(settings: Record<string, string> = {}): Promise<Running> {
  const nats = await startTestMesh();
  const keys = generateKeyPair();
  const [reasoning, gateway, action] = await Promise.all([
    nats.connect('reasoning'),
    nats.connect('gateway'),
    nats.connect('action'),
  ]);
  const seen: Record<'action' | 'reasoning', Handed[]> = { action: [], reasoning: [] };
  await action.work({ set_topic_config: async (input, work) => void seen.action.push({ input, work }) });
  await reasoning.work({
    advance_incident: async (input, work) => void seen.reasoning.push({ input, work }),
  });
  const start: Running['start'] = async (more = {}, replaced = {}) => {
    const mesh = Object.assign(await nats.connect('governance'), replaced);
    const stopping = new AbortController();
    const config = GovernanceConfig.parse({
      SREMESH_MODE: 'heal',
      // A Kafka that never answers sets no ceiling; nothing is redeemed here.
      KAFKA_BROKERS: '127.0.0.1:1',
      SREMESH_ALLOW_UNENFORCED: 'true',
      ...nats.forGovernance(),
      SREMESH_GRANT_SIGNING_KEY: keys.seed,
      SREMESH_APPROVERS: JSON.stringify(Object.values(people).map(({ approver }) => approver)),
      ...settings,
      ...more,
    });
    const context: AgentContext<GovernanceConfig> = {
      role: 'governance',
      instance: mesh.instance,
      config,
      mesh,
      log: pino({ level: 'silent' }),
      metrics: new Registry(),
      signal: stopping.signal,
    };
    const agent = await createGovernance(context);
    const serving = await mesh.serve(agent.tools ?? {});
    return {
      agent,
      mesh,
      async stop() {
        stopping.abort();
        await serving.close();
        await agent.close?.();
        await mesh.close({ timeoutMs: 500 });
      },
    };
  };
  let first = await start();
  return {
    nats,
    keys,
    records: await nats.connectRecords(),
    get governance() {
      return first.mesh;
    },
    reasoning,
    gateway,
    async events(incident) {
      const found: IncidentEvent[] = [];
      const { signal } = new AbortController();
      for await (const { event } of gateway.events({ signal, incident, follow: false }))
        if (event.type !== 'evidence') found.push(event);
      return found;
    },
    handed: (to, incident, count = 1) =>
      until(`${count} handoffs of ${incident} to ${to}`, () => {
        const mine = seen[to].filter(({ work }) => work.incident === incident);
        return mine.length >= count ? mine : undefined;
      }),
    start,
    async restart(more, replaced) {
      await first.stop();
      first = await start(more, replaced);
    },
    async close() {
      await first.stop();
      await nats.close();
    },
  };
}

/** A proposal of retention and its restore, registered in a new incident. */
export async function propose(running: Pick<Running, 'reasoning'>, steps = [remedy, restore]) {
  const incident = newIncident();
  const change = changeOf(...steps);
  await cite(running.reasoning, incident);
  const answer = await running.reasoning.call('propose_change', { incident, change }, callIn(incident));
  return { incident, change, ...answer };
}

/** A registered proposal that a person has approved. */
export async function approved(running: Pick<Running, 'reasoning' | 'gateway'>, steps = [remedy, restore]) {
  const asked = await propose(running, steps);
  await decide(running, asked);
  return asked;
}

export const ask = (
  running: Pick<Running, 'reasoning'>,
  { incident, proposalId }: { incident: string; proposalId: string },
  more: Partial<ToolArgs<'request_grant'>> = {},
) =>
  running.reasoning.call(
    'request_grant',
    { incident, proposalId, step: 0, direction: 'forward', attempt: 1, ...more },
    callIn(incident),
  );
