import { duration } from '../render/numbers.ts';
import type { Terminal } from '../terminal.ts';

/** The start of the mesh, told as it goes: a line for each part that is there. */
export interface Progress {
  begin: (what: string) => void;
  done: (what: string, tookMs: number, more?: string) => void;
  trouble: (line: string) => void;
}

export const progressOn = (terminal: Terminal): Progress => ({
  begin: (what) => terminal.note(terminal.style('dim', `  … ${what}`)),
  done: (what, tookMs, more = '') =>
    terminal.note(
      `  ${terminal.style('green', '✓')} ${what.padEnd(14)} ${terminal.style('dim', `${duration(tookMs)}${more === '' ? '' : `  ${more}`}`)}`,
    ),
  trouble: (line) => terminal.note(`  ${terminal.style('yellow', '!')} ${line}`),
});
