export { CliError } from './cli-error.ts';
export { processTerminal } from './terminal.ts';
export type { Terminal } from './terminal.ts';
export { up } from './up/up.ts';
export type { RunningMesh, UpOptions } from './up/up.ts';
export { ApiClient } from './api/client.ts';
export { followFeed } from './api/events.ts';
export { folded } from './up/concerning.ts';
