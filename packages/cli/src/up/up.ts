import { rm } from 'node:fs/promises';
import { causes } from '@sremesh/contracts';
import { findFault, type Fault, type Sandbox, type Service } from '@sremesh/sandbox';
import { ApiClient } from '../api/client.ts';
import type { Endpoint } from '../api/endpoint.ts';
import { CliError } from '../cli-error.ts';
import { homeAt, makeHome, writePrivate, type Home } from '../home.ts';
import { duration } from '../render/numbers.ts';
import type { Terminal } from '../terminal.ts';
import { awaitReady } from './await-ready.ts';
import { bundleAgents } from './bundle.ts';
import { readConfig, type Environment } from './config.ts';
import { startInfrastructure, type StartSandbox } from './infrastructure.ts';
import { takeLock } from './lock.ts';
import { progressOn } from './progress.ts';
import { runFault } from './run-fault.ts';
import { startAgents } from './start-agents.ts';
import { makeTokens, type Tokens } from './tokens.ts';

const readyWithinMs = 60_000;
/** As a scenario: only start. */
const noFault = 'none';

export interface UpOptions {
  env: Environment;
  terminal: Terminal;
  /** Name of the fault to inject, or `none`; default: the guided first run in the sandbox, nothing elsewhere. */
  scenario?: string | undefined;
  /** Stop when the scenario has ended, with its outcome as exit code. */
  exit?: boolean | undefined;
  /** Answer approvals with yes. */
  approve?: boolean | undefined;
  /** Print the final incident as JSON. */
  json?: boolean | undefined;
  /** How long a scenario may take, from the injection; default 300,000. */
  timeoutMs?: number | undefined;
  /** Stops everything. */
  signal: AbortSignal;
  /** Told once everything is ready. */
  onReady?: ((mesh: RunningMesh) => void) | undefined;
  /** Default: the sandbox package's own. */
  startSandbox?: StartSandbox | undefined;
  /** Servers to start beside the sandbox's Kafka; default: those that the scenario's fault needs. */
  services?: readonly Service[] | undefined;
}

/** What runs, once everything is ready. */
export interface RunningMesh {
  url: string;
  tokens: Tokens;
  sandbox: Sandbox | undefined;
}

/** Starts the whole mesh, runs what was asked for, and stops it all; the exit code. Throws `CliError`. */
export async function up(options: UpOptions): Promise<number> {
  const { env, terminal, signal } = options;
  const config = readConfig(env);
  const fault = faultOf(options.scenario, config.sandboxed);
  const home = homeAt(config.SREMESH_HOME);
  await makeHome(home);
  const stack = new AsyncDisposableStack();
  stack.defer(await takeLock(home));
  try {
    const mesh = await start({ services: fault?.needs, ...options }, config, home, stack);
    options.onReady?.(mesh);
    const code = fault === undefined ? 0 : await runFault({ ...options, fault, mesh });
    if (fault !== undefined && options.exit === true) return code;
    await aborted(signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return options.exit === true ? 1 : 0;
    throw error;
  } finally {
    terminal.note(terminal.style('dim', '  stopping'));
    await stack.disposeAsync();
  }
}

async function start(
  { terminal, signal, startSandbox, services }: UpOptions,
  config: ReturnType<typeof readConfig>,
  home: Home,
  stack: AsyncDisposableStack,
): Promise<RunningMesh> {
  const from = performance.now();
  const progress = progressOn(terminal);
  const tokens = await makeTokens(home, config.SREMESH_TENANT);
  const programs = bundleAgents(home);
  programs.catch(() => undefined);
  const { surroundings, sandbox } = await startInfrastructure({
    config,
    home,
    progress,
    stack,
    startSandbox,
    services,
  });
  signal.throwIfAborted();
  const { agents, url } = await startAgents({
    config,
    home,
    surroundings,
    tokens,
    progress,
    stack,
    programs,
  });
  const api = new ApiClient(url, tokens.admin);
  await awaitReady({
    api,
    agents,
    home,
    progress,
    timeoutMs: readyWithinMs,
    tolerateDegraded: !config.sandboxed,
    signal,
  });
  const endpoint: Endpoint = {
    url,
    mcp: `${url}/mcp`,
    pid: process.pid,
    startedAt: new Date().toISOString(),
  };
  await writePrivate(home.endpoint, `${JSON.stringify(endpoint)}\n`);
  stack.defer(() => rm(home.endpoint, { force: true }));
  for (const line of [
    '',
    `  ready in ${duration(performance.now() - from)}: ${agents.length} agents, mode ${config.SREMESH_MODE}`,
    `  API  ${url}/api/v1/incidents`,
    `  MCP  ${url}/mcp`,
    `  the bearer token of both is in ${home.adminToken}`,
    '',
  ])
    terminal.note(line);
  return { url, tokens, sandbox };
}

/** The fault that was named; the first of the catalogue for the guided run; none on what is the user's. */
function faultOf(name: string | undefined, sandboxed: boolean): Fault | undefined {
  if (name !== undefined && name !== noFault && !sandboxed)
    throw new CliError('--scenario: faults are injected into the sandbox only, and KAFKA_BROKERS is set', {
      remedy: 'Unset KAFKA_BROKERS to use the sandbox.',
      exitCode: 2,
    });
  if (!sandboxed || name === noFault) return undefined;
  const wanted = name ?? 'topic.retention-edge';
  const cause = causes.find((each) => each === wanted);
  const fault = cause && findFault(cause);
  if (fault !== undefined) return fault;
  throw new CliError(`--scenario: there is no fault "${wanted}"`, {
    remedy: 'sremesh scenarios lists them.',
    exitCode: 2,
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
