import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Where a command writes and, with a person in front of it, asks. */
export interface Terminal {
  /** The answer of the command: stdout, a line. */
  out: (line: string) => void;
  /** Progress, and everything else for a person: stderr, a line. */
  note: (line: string) => void;
  /** A person can answer. */
  interactive: boolean;
  columns: number;
  style: (format: Format, text: string) => string;
  /** One line typed by the person; rejects when aborted. Only where interactive. */
  ask: (question: string, signal: AbortSignal) => Promise<string>;
}

/** The terminal of this process. Colours only where stderr is a terminal and NO_COLOR is not set. */
export function processTerminal(): Terminal {
  const coloured = process.stderr.isTTY && process.env['NO_COLOR'] === undefined;
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    columns: Math.min(process.stderr.columns ?? 100, 120),
    style: (format, text) => (coloured ? styleText(format, text, { validateStream: false }) : text),
    ask: async (question, signal) => {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      // Readline takes Ctrl-C for itself; it means the same as anywhere else.
      lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      try {
        return await lines.question(question, { signal });
      } finally {
        lines.close();
      }
    },
  };
}
