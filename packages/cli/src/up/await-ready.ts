import { setTimeout as sleep } from 'node:timers/promises';
import { AgentStatus, pageOf } from '@sremesh/contracts';
import type { ApiClient } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import { logFileOf } from './agents.ts';
import type { Home } from '../home.ts';
import { lastComplaint } from './log-tail.ts';
import type { Progress } from './progress.ts';
import type { Supervised } from './supervise.ts';

const Agents = pageOf(AgentStatus);
const everyMs = 100;
/** An agent that has ended so often before it was ever ready will not become so by itself. */
const maxEnds = 5;

/** Resolves when every agent says that it is ready; throws with what each missing one complained of. */
export async function awaitReady(options: {
  api: ApiClient;
  agents: readonly Supervised[];
  home: Home;
  progress: Progress;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<void> {
  const { api, agents, home, progress, timeoutMs, signal } = options;
  const from = performance.now();
  const waiting = new Map(agents.map((agent) => [agent.name, agent]));
  while (waiting.size > 0) {
    signal.throwIfAborted();
    const { items } = await api.get('/api/v1/agents', Agents).catch(() => ({ items: [] }));
    for (const { role, pid, state } of items) {
      if (state !== 'ready' || waiting.get(role)?.pid !== pid) continue;
      waiting.delete(role);
      progress.done(role, performance.now() - from, `pid ${pid}`);
    }
    const hopeless = [...waiting.values()].some(({ restarts }) => restarts >= maxEnds);
    if (waiting.size > 0 && (hopeless || performance.now() - from > timeoutMs))
      throw await notReady([...waiting.keys()], home);
    await sleep(everyMs, undefined, { signal });
  }
}

async function notReady(roles: readonly string[], home: Home): Promise<CliError> {
  const reasons = await Promise.all(
    roles.map(async (role) => {
      const complaint = await lastComplaint(logFileOf(home, role));
      return `  ${role}: ${complaint ?? 'it says nothing'}`;
    }),
  );
  return new CliError(`not ready:\n${reasons.join('\n')}`, { remedy: `Their logs are in ${home.logs}.` });
}
