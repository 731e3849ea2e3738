/** Something to run; two with the same key never run at once. */
export interface Job<T> {
  key: string;
  run: () => Promise<T>;
}

/** Runs all jobs, at most `atOnce` at a time, and resolves to what they came to, in the order they ended. */
export async function sideBySide<T>(jobs: readonly Job<T>[], atOnce: number): Promise<T[]> {
  const waiting = [...jobs];
  const running = new Map<Job<T>, Promise<void>>();
  const ended: T[] = [];
  while (waiting.length > 0 || running.size > 0) {
    const busy = new Set([...running.keys()].map(({ key }) => key));
    const next = waiting.findIndex(({ key }) => !busy.has(key));
    const [job] = running.size < atOnce && next >= 0 ? waiting.splice(next, 1) : [];
    if (job === undefined) {
      await Promise.race(running.values());
      continue;
    }
    const run = async () => {
      ended.push(await job.run());
      running.delete(job);
    };
    running.set(job, run());
  }
  return ended;
}
