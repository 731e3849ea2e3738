import type { AgentRole } from '@sremesh/contracts';
import { canListen, freePorts } from '@sremesh/sandbox';
import { defaultPolicies, generateKeyPair } from '@sremesh/policy';
import { CliError } from '../cli-error.ts';
import type { Home } from '../home.ts';
import { duration } from '../render/numbers.ts';
import { agentProcesses, logFileOf, putLogsAside, type Surroundings } from './agents.ts';
import type { UpConfig } from './config.ts';
import { keptAuditKey } from './audit-key.ts';
import { lastComplaint } from './log-tail.ts';
import { keepPolicies } from './policies.ts';
import type { Progress } from './progress.ts';
import { supervise, type Ended, type Supervised } from './supervise.ts';
import type { Tokens } from './tokens.ts';

export interface RunningAgents {
  agents: Supervised[];
  /** Of the gateway, as this computer reaches it. */
  url: string;
}

/** Starts every agent of the agents table as a process of its own and keeps it running. */
export async function startAgents(options: {
  config: UpConfig;
  home: Home;
  surroundings: Surroundings;
  tokens: Tokens;
  progress: Progress;
  stack: AsyncDisposableStack;
  /** Where the program of each agent is, once it is there. */
  programs: Promise<(role: AgentRole) => string>;
}): Promise<RunningAgents> {
  const { config, home, surroundings, tokens, progress, stack } = options;
  const gatewayPort = await portFor(config);
  await putLogsAside(home);
  await keepPolicies(home, defaultPolicies);
  const specs = agentProcesses({
    config,
    home,
    surroundings,
    grantKeys: generateKeyPair(),
    auditKeys: await keptAuditKey(home),
    tokens: tokens.records,
    approvers: tokens.approvers,
    gatewayPort,
    programOf: await options.programs,
  });
  const agents = specs.map((spec) => supervise(spec, (ended) => void tellEnd(ended, home, progress)));
  stack.defer(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
  });
  return { agents, url: `http://${hostFor(config.SREMESH_HOST)}:${gatewayPort}` };
}

/** A port chosen here and now, so that a gateway started again has the same. */
async function portFor({ SREMESH_PORT: wanted }: UpConfig): Promise<number> {
  const [free] = wanted === 0 ? await freePorts(1) : [wanted];
  if (free !== undefined && (wanted === 0 || (await canListen(free)))) return free;
  throw new CliError(`SREMESH_PORT: something listens on port ${wanted} already`, {
    remedy: 'Stop it, or choose another: SREMESH_PORT=8081 npm start (0 picks a free one).',
  });
}

const hostFor = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

async function tellEnd({ name, code, signal, ranMs, restartInMs }: Ended, home: Home, progress: Progress) {
  const how = signal === null ? `exit ${code}` : signal;
  const why = signal === null ? await lastComplaint(logFileOf(home, name)) : undefined;
  progress.trouble(
    `${name} ended (${how}) after ${duration(ranMs)}; starting it again in ${duration(restartInMs)}${why === undefined ? '' : `: ${why}`}`,
  );
}
