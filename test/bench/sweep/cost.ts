import { threadSeconds } from '../cpu-time.ts';

/** What something costs each time it is done: wall time, and CPU time here and in the brokers. Milliseconds. */
export class Cost {
  readonly wall: number[] = [];
  readonly client: number[] = [];
  readonly brokers: number[] = [];
  readonly #pids: readonly number[];

  constructor(pids: readonly number[]) {
    this.#pids = pids;
  }

  async of<T>(work: () => Promise<T>): Promise<T> {
    const brokers = threadSeconds(this.#pids);
    const client = process.cpuUsage();
    const from = performance.now();
    const done = await work();
    this.wall.push(performance.now() - from);
    const { user, system } = process.cpuUsage(client);
    this.client.push((user + system) / 1000);
    this.brokers.push((threadSeconds(this.#pids) - brokers) * 1000);
    return done;
  }
}
