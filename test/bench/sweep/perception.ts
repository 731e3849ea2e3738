import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { ApiClient, up, type RunningMesh } from '@sremesh/cli';
import { AgentStatus, pageOf, tools } from '@sremesh/contracts';
import type { KafkaCluster } from '@sremesh/sandbox';
import { unattended } from '../../e2e/support/mesh.ts';
import { cpuSeconds } from '../cpu-time.ts';

/** A mesh that observes a Kafka of its user's, started by the same function as `npm start`. */
export interface ObservingMesh {
  /** Of the process that is perception now. */
  perceptionPid(): Promise<number>;
  /** Seconds each call of explain_current_state took, over MCP and HTTP. */
  explain(times: number): Promise<number[]>;
  stop(): Promise<void>;
}

export async function startObserving(kafka: KafkaCluster, home: string): Promise<ObservingMesh> {
  const stopping = new AbortController();
  const said: string[] = [];
  const { promise: ready, resolve: onReady, reject: onFailure } = Promise.withResolvers<RunningMesh>();
  const { username, password } = kafka.credentials('perception');
  const ended = up({
    env: {
      SREMESH_HOME: home,
      SREMESH_PORT: '0',
      SREMESH_MODE: 'observe',
      KAFKA_BROKERS: kafka.bootstrapServers.join(','),
      KAFKA_READ_USERNAME: username,
      KAFKA_READ_PASSWORD: password,
    },
    terminal: unattended(said),
    signal: stopping.signal,
    onReady,
  });
  ended.then(() => onFailure(new Error(`it ended:\n${said.join('\n')}`)), onFailure);
  const { url, tokens } = await ready;
  const api = new ApiClient(url, tokens.admin);
  return {
    async perceptionPid() {
      const { items } = await api.get('/api/v1/agents', pageOf(AgentStatus));
      const perception = items.find(({ role, state }) => role === 'perception' && state !== 'lost');
      if (perception === undefined) throw new Error('there is no perception');
      return perception.pid;
    },
    explain: (times) => timeExplaining(url, tokens.admin, times),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function timeExplaining(url: string, token: string, times: number): Promise<number[]> {
  const client = new Client(
    { name: 'bench', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  const seconds: number[] = [];
  try {
    for (let call = 0; call < times; call += 1) {
      const from = performance.now();
      const answer = await client.callTool({ name: 'explain_current_state', arguments: {} });
      seconds.push((performance.now() - from) / 1000);
      tools.explain_current_state.output.parse(answer.structuredContent);
    }
    return seconds;
  } finally {
    await client.close();
  }
}

/** CPU time of the processes, in % of a core, and the resident memory of one of them in MB, once a second. */
export async function watch(
  pids: readonly number[],
  resident: number | null,
  seconds: number,
): Promise<{ cpuPercent: number; residentMb: number[] }> {
  const before = cpuSeconds(pids);
  const from = performance.now();
  const residentMb: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await delay(1000);
    if (resident !== null) residentMb.push(residentMbOf(resident));
  }
  return { cpuPercent: ((cpuSeconds(pids) - before) * 1e5) / (performance.now() - from), residentMb };
}

/** VmRSS of proc_pid_status(5), which is in kibibytes. */
const residentMbOf = (pid: number): number =>
  (Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
