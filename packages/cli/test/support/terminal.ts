import type { Terminal } from '../../src/terminal.ts';

/** A terminal that keeps what was written, with nobody in front of it. */
export function recordingTerminal(): Terminal & { outLines: string[]; noteLines: string[] } {
  const outLines: string[] = [];
  const noteLines: string[] = [];
  return {
    outLines,
    noteLines,
    out: (line) => void outLines.push(line),
    note: (line) => void noteLines.push(line),
    interactive: false,
    columns: 100,
    style: (_, text) => text,
    ask: () => Promise.reject(new Error('nobody is there to answer')),
  };
}
