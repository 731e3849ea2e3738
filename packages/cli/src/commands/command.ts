import { errorMessage } from '@sremesh/contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';
import type { Environment } from '../up/config.ts';

/** What a command is given to do its work. */
export interface CommandContext {
  env: Environment;
  terminal: Terminal;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** Called with the exit code where it is not 0. */
  exitWith: (code: number) => void;
}

/** Of commands that a person signs. */
export const keyOption = ['--key <file>', "sign with this key instead of the API token's own"] as const;

/** Adds one command to the program; each file here exports one. */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** Shows an error as a person needs it, and gives the exit code that goes with it. */
export function showError(error: unknown, terminal: Terminal): number {
  terminal.note(`${terminal.style('red', 'sremesh:')} ${errorMessage(error)}`);
  if (!(error instanceof CliError)) return 1;
  if (error.remedy !== undefined) terminal.note(error.remedy);
  return error.exitCode;
}
