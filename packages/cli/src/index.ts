export { CliError } from './cli-error.ts';
export { processTerminal } from './terminal.ts';
export type { Terminal } from './terminal.ts';
export { up } from './up/up.ts';
export type { UpOptions } from './up/up.ts';
