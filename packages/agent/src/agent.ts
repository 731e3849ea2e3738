import type { AgentRole, ToolHandlers, WorkHandlers } from '@sremesh/contracts';
import type { DeadLetter, Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Authorize } from './governed/decision.ts';

/** What the harness gives an agent. */
export interface AgentContext<Config> {
  role: AgentRole;
  instance: string;
  config: Config;
  mesh: Mesh;
  log: Logger;
  metrics: Registry;
  /** Aborts when the agent shall stop. */
  signal: AbortSignal;
}

/** What an agent is made of; the harness serves, takes work, reports health and closes in reverse order. */
export interface Agent {
  tools?: ToolHandlers;
  /** Decides on calls of its tools; where left out governance is asked. */
  authorize?: Authorize;
  work?: WorkHandlers;
  /** Told when a handoff was given up on. */
  onDeadLetter?: (letter: DeadLetter) => Promise<void>;
  /** Why it is not ready, or null. Asked often; must not wait. */
  notReady?: () => string | null;
  close?: () => Promise<void>;
}

/** Builds an agent from its context; the one function each `agents/*` folder exports. */
export type CreateAgent<Config> = (context: AgentContext<Config>) => Promise<Agent>;
