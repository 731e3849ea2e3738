import { readdirSync, readFileSync } from 'node:fs';

/** Processes that have the text in their command line or their environment, by pid; ours not counted. */
export function processesWith(text: string): { pid: number; commandLine: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const commandLine = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ');
      const found = commandLine.includes(text) || read(`/proc/${name}/environ`).includes(text);
      return found ? [{ pid: Number(name), commandLine }] : [];
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
