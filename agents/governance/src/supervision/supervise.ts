import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Mesh, System } from '@sremesh/mesh';
import { connectionsOf, type AgentKeys } from './connections.ts';
import { handOn, type HandOnDeps } from './hand-on.ts';
import { Presence, type AgentName, type Lost } from './presence.ts';

export interface SuperviseDeps extends HandOnDeps {
  mesh: Pick<Mesh, 'role' | 'instance' | 'onHeartbeat' | 'onStatus' | 'putBack'>;
  system: Pick<System, 'onConnection' | 'onStatus'>;
  leader: HandOnDeps['leader'] & { isLeader(): boolean };
  keys: AgentKeys;
  /** Frees the name of an instance that has stopped. */
  stopped: (name: AgentName) => Promise<void>;
  signal: AbortSignal;
}

const lookEveryMs = 100;
const againAfterMs = 1000;

/**
 * Watches the other agents until the signal aborts. Every replica watches, so that a new leader knows at once who is gone;
 * only the leader acts. Each loss is seen to until it is done.
 */
export async function supervise(deps: SuperviseDeps): Promise<void> {
  const { mesh, system, leader, log, signal } = deps;
  const presence = new Presence(mesh);
  const doneOrBusy = new Set<string>();
  const watches = [
    mesh.onHeartbeat((status, inProgress) => presence.heard(status, inProgress, performance.now())),
    ...[mesh, system].map((link) =>
      link.onStatus(({ type }) => {
        if (type === 'connected' || type === 'disconnected') presence.cutOff();
      }),
    ),
    connectionsOf(system, deps.keys, (name, connection, here) => {
      if (name.role === mesh.role && name.instance === mesh.instance) return;
      if (here) presence.connected(name, connection);
      else presence.disconnected(name, connection, performance.now());
    }),
  ];
  const seeTo = (key: string, what: () => Promise<void>): void => {
    if (doneOrBusy.has(key)) return;
    doneOrBusy.add(key);
    what().catch((error: unknown) => {
      log.warn({ err: error, agent: key }, `seeing to a lost agent failed: ${errorMessage(error)}`);
      setTimeout(() => doneOrBusy.delete(key), againAfterMs).unref();
    });
  };
  while (!signal.aborted) {
    if (leader.isLeader()) {
      const lost = presence.lost(performance.now());
      const stopped = presence.stopped();
      forget(doneOrBusy, lost, stopped);
      for (const each of lost) seeTo(keyOf(each), () => handOn(deps, each));
      for (const each of stopped) seeTo(keyOf(each), () => deps.stopped(each));
    } else doneOrBusy.clear();
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(watches.map((watch) => watch.close()));
}

const keyOf = ({ role, instance }: AgentName): string => `${role}/${instance}`;

/** Who is there again may be lost again. */
function forget(known: Set<string>, lost: readonly Lost[], stopped: readonly AgentName[]): void {
  const still = new Set([...lost, ...stopped].map(keyOf));
  for (const key of known) if (!still.has(key)) known.delete(key);
}
