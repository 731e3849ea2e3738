import { hostname } from 'node:os';
import { heartbeatIntervalMs, type AgentStatus } from '@sremesh/contracts';
import type { Mesh, WorkLoop } from '@sremesh/mesh';
import { version } from './version.ts';

/** Beats asked for at short notice are sent together. */
const soonMs = 30;

export interface BeatsOptions {
  mesh: Mesh;
  startedAt: string;
  /** Aborts when the agent stops. */
  signal: AbortSignal;
  /** Why the agent is not ready, or null. */
  notReady: () => string | null;
  work: () => WorkLoop | undefined;
}

/** Heartbeats of one agent: at once, every second, and soon after something changed that others act on. */
export interface Beats {
  now(): void;
  soon(): void;
  close(): Promise<void>;
}

export function startBeats(options: BeatsOptions): Beats {
  const { mesh, work } = options;
  const now = (): void => mesh.heartbeat(statusOf(options), work()?.inProgress ?? []);
  let pending: NodeJS.Timeout | undefined;
  const every = setInterval(now, heartbeatIntervalMs);
  now();
  return {
    now,
    soon() {
      pending ??= setTimeout(() => {
        pending = undefined;
        now();
      }, soonMs);
    },
    async close() {
      clearInterval(every);
      clearTimeout(pending);
    },
  };
}

function statusOf({ mesh, startedAt, signal, notReady, work }: BeatsOptions): AgentStatus {
  const reason = notReady();
  return {
    role: mesh.role,
    instance: mesh.instance,
    pid: process.pid,
    host: hostname(),
    version,
    state: signal.aborted ? 'stopping' : reason === null ? 'ready' : 'degraded',
    stateReason: reason,
    startedAt,
    lastSeenAt: new Date().toISOString(),
    rssBytes: process.memoryUsage.rss(),
    work: work()?.active ?? 0,
  };
}
