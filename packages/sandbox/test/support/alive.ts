import { readdirSync, readFileSync } from 'node:fs';

/** Pids of a process group. Zombies do not count: they only wait for somebody to take note. */
export const groupMembers = (group: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const status = statusOf(pid);
      return status?.group === group && status.state !== 'Z';
    });

export const alive = (pid: number): boolean => {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z';
};

function statusOf(pid: number): { state: string; group: number } | undefined {
  try {
    // pid (name, which may hold anything) state parent group …
    const [state = '', , group = ''] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state, group: Number(group) };
  } catch {
    return undefined;
  }
}
