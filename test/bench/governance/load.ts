/** What a number of calls took, some at a time. */
export interface Load {
  callsPerSecond: number;
  /** Of one call, median. */
  p50Ms: number;
}

/** Makes `total` calls with `inFlight` of them at a time. */
export async function load(total: number, inFlight: number, call: () => Promise<unknown>): Promise<Load> {
  const tookMs: number[] = [];
  let left = total;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const from = performance.now();
      await call();
      tookMs.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: inFlight }, caller));
  const seconds = (performance.now() - from) / 1000;
  return { callsPerSecond: total / seconds, p50Ms: tookMs.toSorted((a, b) => a - b)[total >> 1] ?? NaN };
}
