import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/PID/stat (USER_HZ), 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of user and system time of these processes so far (proc_pid_stat(5), fields 14 and 15), to 10 ms each. */
export const cpuSeconds = (pids: readonly number[]): number => sum(pids.map(ticksOf)) / ticksPerSecond;

/** The same of their present threads to a microsecond (/proc/PID/task/TID/schedstat), for what takes milliseconds. */
export const threadSeconds = (pids: readonly number[]): number => sum(pids.flatMap(threadsOf)) / 1e9;

function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

const threadsOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0;
    }
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
