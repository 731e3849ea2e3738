import { readFile } from 'node:fs/promises';

/** One process of the sandbox, as the system sees it. */
export interface ProcessReport {
  name: string;
  pid: number;
  running: boolean;
  /** Loopback ports it listens on. */
  ports: number[];
  /** Resident memory; null where the process is gone or the system does not tell (no `/proc`). */
  rssBytes: number | null;
}

export async function reportProcess(
  name: string,
  process: { pid: number; running: boolean },
  ports: number[] = [],
): Promise<ProcessReport> {
  const { pid, running } = process;
  return { name, pid, running, ports, rssBytes: running ? await rssBytes(pid) : null };
}

async function rssBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
