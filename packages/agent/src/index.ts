export type { Agent, AgentContext, CreateAgent } from './agent.ts';
export { parseConfig, readEnvironment } from './config.ts';
export { logFor } from './logger.ts';
export { runAgent } from './run-agent.ts';
export { version } from './version.ts';
