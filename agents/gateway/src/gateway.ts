import type { Agent, CreateAgent } from '@sremesh/agent';
import { Freeze } from '@sremesh/contracts';
import { createApp } from './app.ts';
import type { GatewayConfig } from './config.ts';
import { HttpProblem } from './http/problem.ts';
import { listen } from './listen.ts';
import { AgentDirectory } from './projection/agent-directory.ts';
import { EventRing } from './projection/event-ring.ts';
import { followEvents } from './projection/follow.ts';
import { IncidentTable } from './projection/incident-table.ts';

const keepClosedIncidents = 1000;
const keepEvents = 1000;

/** The edge of the mesh: it keeps a projection of the incidents, and calls the other agents as the user. */
export const createGateway: CreateAgent<GatewayConfig> = async (context): Promise<Agent> => {
  const { config, mesh, log, metrics, signal } = context;
  const incidents = new IncidentTable(keepClosedIncidents);
  const ring = new EventRing(keepEvents);
  const agents = new AgentDirectory();
  let caughtUp = false;
  const notReady = () => (caughtUp ? null : 'the event log is still being read');
  const whenReady = <T>(part: T): T => {
    if (caughtUp) return part;
    throw new HttpProblem(503, 'the event log is still being read', { remedy: 'Try again in a second.' });
  };

  const heartbeats = mesh.onHeartbeat((status) => agents.heard(status));
  const following = followEvents({
    mesh,
    signal,
    log,
    take: ({ sequence, event }) => {
      const incident = incidents.apply({ sequence, event });
      ring.push({ sequence, status: incident?.status ?? null, event });
    },
    onCaughtUp: () => {
      caughtUp = true;
    },
  });
  const app = createApp({
    mesh,
    freeze: mesh.store('freeze', Freeze),
    tenant: config.SREMESH_TENANT,
    tokens: config.SREMESH_TOKENS,
    host: config.SREMESH_HOST,
    allowedHosts: config.SREMESH_ALLOWED_HOSTS,
    incidents: () => whenReady(incidents),
    ring: () => whenReady(ring),
    agents,
    metrics,
    log,
    notReady: () => (mesh.connected ? notReady() : 'NATS is not connected'),
    signal,
  });
  const listener = await listen(app.fetch, config.SREMESH_HOST, config.SREMESH_PORT);
  log.info({ url: listener.url }, 'listening');
  return {
    notReady,
    close: async () => {
      await listener.close();
      await heartbeats.close();
      await following;
    },
  };
};
