/** When the scenes of the tests begin; any time would do. */
export const start = Date.UTC(2026, 0, 5, 2, 0, 0);

/** Seconds after the start, `every` seconds apart. */
export const seconds = (from: number, to: number, every = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / every + 1e-9) + 1 }, (_, index) => from + index * every);
