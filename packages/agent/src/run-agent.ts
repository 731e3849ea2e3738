import { randomBytes } from 'node:crypto';
import { errorMessage, MeshError, type AgentRole } from '@sremesh/contracts';
import { connectMesh, type Mesh, type WorkLoop } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import type { Agent, CreateAgent } from './agent.ts';
import { BaseConfig } from './base-config.ts';
import { startBeats, type Beats } from './beats.ts';
import { parseConfig, readEnvironment } from './config.ts';
import { govern } from './governed/govern.ts';
import { enrolledIdentity } from './identity/enrolled.ts';
import type { ObtainIdentity } from './identity/identity.ts';
import { createLogger } from './logger.ts';
import { createMetrics, timed } from './metrics.ts';
import { observe } from './observe.ts';

/** A stop that takes longer than this is cut short. */
const closeTimeoutMs = 8000;

export interface RunAgentOptions<Config> {
  role: AgentRole;
  config: z.ZodType<Config>;
  create: CreateAgent<Config>;
  /** How it comes by its identity; default: it enrols with governance. */
  identity?: ObtainIdentity;
}

/**
 * Runs one agent as this process until SIGTERM or SIGINT: configuration, identity, mesh, tools, work, health,
 * heartbeats; then closes them in reverse. The exit code is 0 after a stop, 1 when it could not start or NATS takes its
 * identity no more.
 */
export async function runAgent<Config>(options: RunAgentOptions<Config>): Promise<void> {
  const startedAt = new Date().toISOString();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(signal));
  let log = createLogger(options.role, 'starting', 'info');
  const closers: (() => Promise<void>)[] = [];
  try {
    const values = readEnvironment(process.env);
    const base = parseConfig(BaseConfig, values);
    const config = parseConfig(options.config, values);
    const instance = base.SREMESH_INSTANCE ?? `${process.pid}-${randomBytes(3).toString('hex')}`;
    log = createLogger(options.role, instance, base.LOG_LEVEL);
    const metrics = createMetrics(options.role, instance);
    const { role, identity: obtain = enrolledIdentity } = options;
    const tenants = [base.SREMESH_TENANT];
    const servers = base.NATS_URL.split(',');
    const begun = obtain({ values, servers, role, instance, tenants, log });
    const identity = await Promise.race([begun, aborted(stop.signal)]);
    if (identity === undefined) return;
    const mesh = await connectMesh({ servers, role, instance, tenants, auth: identity.auth, log });
    closers.push(() => mesh.close({ timeoutMs: closeTimeoutMs / 2 }));
    const keeping = identity.keep?.(mesh, (why) => {
      report(log, why);
      process.exitCode = 1;
      stop.abort('no identity');
    });
    if (keeping !== undefined) closers.push(() => keeping.close());
    const context = { role: options.role, instance, config, mesh, log, metrics, signal: stop.signal };
    const agent = await options.create(context);
    if (agent.close !== undefined) closers.push(agent.close);
    if (agent.tools !== undefined) {
      const { tools, authorize } = agent;
      const governing = govern({ mesh, tools, authorize, log });
      closers.push(() => governing.close());
      const serving = await mesh.serve(timed(governing.tools, metrics, 'tool'));
      closers.push(() => serving.close());
    }
    let beats: Beats | undefined;
    const work = await takeWork(mesh, agent, metrics, () => beats?.soon());
    if (work !== undefined) closers.push(() => work.close());
    const notReady = () => (mesh.connected ? (agent.notReady?.() ?? null) : 'NATS is not connected');
    const listener = await observe({
      host: base.SREMESH_HOST,
      port: base.SREMESH_OBSERVE_PORT,
      metrics,
      notReady,
    });
    closers.push(listener.close);
    const beating = startBeats({ mesh, startedAt, signal: stop.signal, notReady, work: () => work });
    beats = beating;
    closers.push(() => beating.close());
    log.info({ observePort: listener.port, pid: process.pid }, 'ready');
    await aborted(stop.signal);
    beating.now();
    log.info({ reason: String(stop.signal.reason) }, 'stopping');
  } catch (error) {
    report(log, error);
    process.exitCode = 1;
  } finally {
    await closeAll(closers, log);
    process.exit();
  }
}

function takeWork(
  mesh: Mesh,
  { work, onDeadLetter }: Agent,
  metrics: Registry,
  onChange: () => void,
): Promise<WorkLoop> | undefined {
  if (work === undefined) return undefined;
  return mesh.work(timed(work, metrics, 'work'), {
    onChange,
    ...(onDeadLetter === undefined ? {} : { onDeadLetter }),
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function report(log: Logger, error: unknown): void {
  if (error instanceof MeshError)
    log.fatal(
      { code: error.code, remedy: error.remedy, cause: error.cause && errorMessage(error.cause) },
      error.message,
    );
  else log.fatal({ err: error }, 'cannot start');
}

async function closeAll(closers: (() => Promise<void>)[], log: Logger): Promise<void> {
  const cut = setTimeout(() => {
    log.error('the stop took too long; leaving');
    process.exit(1);
  }, closeTimeoutMs);
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      log.warn({ err: error }, 'closing failed');
    }
  }
  clearTimeout(cut);
}
