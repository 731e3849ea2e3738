import type { AgentStatus } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import type { TestMesh } from '@sremesh/test/test-mesh';
import { pino } from 'pino';
import { startAuthority, type Authority } from '../../src/authority.ts';
import type { Clock } from '../../src/identities/clock.ts';

export interface Replica extends Authority {
  mesh: Mesh;
  stop(): Promise<void>;
}

/** Heartbeats as the harness sends them, without one. */
export function startBeating(mesh: Mesh): { stop(state?: AgentStatus['state']): void } {
  const beat = (state: AgentStatus['state'] = 'ready'): void => {
    const { role, instance } = mesh;
    const at = new Date().toISOString();
    const status = { role, instance, pid: process.pid, host: 'here', version: '0', state, stateReason: null };
    mesh.heartbeat({ ...status, startedAt: at, lastSeenAt: at, rssBytes: 1, work: 0 });
  };
  beat();
  const timer = setInterval(beat, 1000);
  return {
    stop(state) {
      clearInterval(timer);
      if (state !== undefined) beat(state);
    },
  };
}

/** The authority of one governance replica, on a connection of its own, without the tools. */
export async function startReplica(nats: TestMesh, now?: Clock): Promise<Replica> {
  const mesh = await nats.connect('governance');
  const stopping = new AbortController();
  const beating = startBeating(mesh);
  const authority = await startAuthority({
    servers: nats.server.url,
    mesh,
    keys: nats.keys,
    audit: { tenants: ['default', 'other'], signingKey: nats.forGovernance().SREMESH_AUDIT_SIGNING_KEY },
    log: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
    signal: stopping.signal,
    ...(now === undefined ? {} : { now }),
  });
  return {
    ...authority,
    mesh,
    async stop() {
      stopping.abort();
      await authority.close();
      beating.stop();
      await mesh.close({ timeoutMs: 500 });
    },
  };
}
