import { setTimeout as sleep } from 'node:timers/promises';
import { AgentStatus, pageOf } from '@sremesh/contracts';
import type { ApiClient } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import { logFileOf } from './agents.ts';
import type { Home } from '../home.ts';
import { plain } from '../render/plain.ts';
import { lastComplaint } from './log-tail.ts';
import type { Progress } from './progress.ts';
import type { Supervised } from './supervise.ts';

const Agents = pageOf(AgentStatus);
const everyMs = 100;
/** An agent that has ended so often before it was ever ready will not become so by itself. */
const maxEnds = 5;

/** An agent that lives but waits for what is not ours has so long to become ready before the others go on without it. */
const graceMs = 15_000;

export interface AwaitReadyOptions {
  api: ApiClient;
  agents: readonly Supervised[];
  home: Home;
  progress: Progress;
  timeoutMs: number;
  /** Go on beside an agent that is degraded, because what it waits for is the user's; it recovers by itself. */
  tolerateDegraded: boolean;
  signal: AbortSignal;
}

/** Resolves when every agent says that it is ready; throws with what each missing one complained of. */
export async function awaitReady(options: AwaitReadyOptions): Promise<void> {
  const { api, agents, progress, timeoutMs, tolerateDegraded, signal } = options;
  const from = performance.now();
  const waiting = new Map(agents.map((agent) => [agent.name, agent]));
  const degraded = new Map<string, string>();
  while (waiting.size > 0) {
    signal.throwIfAborted();
    const { items } = await api.get('/api/v1/agents', Agents).catch(() => ({ items: [] }));
    degraded.clear();
    for (const { role, pid, state, stateReason } of items) {
      if (waiting.get(role)?.pid !== pid) continue;
      if (state === 'degraded') degraded.set(role, plain(stateReason ?? 'no reason given'));
      if (state !== 'ready') continue;
      waiting.delete(role);
      progress.done(role, performance.now() - from, `pid ${pid}`);
    }
    const tookMs = performance.now() - from;
    if (tolerateDegraded && tookMs > graceMs && degraded.size === waiting.size) break;
    const hopeless = [...waiting.values()].some(({ restarts }) => restarts >= maxEnds);
    if (waiting.size > 0 && (hopeless || tookMs > timeoutMs))
      throw await notReady([...waiting.keys()], degraded, options.home);
    await sleep(everyMs, undefined, { signal });
  }
  for (const [role, reason] of degraded)
    progress.trouble(`${role} is not ready and goes on trying: ${reason}`);
}

async function notReady(
  roles: readonly string[],
  degraded: ReadonlyMap<string, string>,
  home: Home,
): Promise<CliError> {
  const reasons = await Promise.all(
    roles.map(async (role) => {
      const reason = degraded.get(role) ?? (await lastComplaint(logFileOf(home, role)));
      return `  ${role}: ${reason ?? 'it says nothing'}`;
    }),
  );
  return new CliError(`not ready:\n${reasons.join('\n')}`, { remedy: `Their logs are in ${home.logs}.` });
}
