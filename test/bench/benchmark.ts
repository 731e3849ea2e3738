/** One figure over several runs. */
export interface Result {
  what: string;
  unit: string;
  samples: number[];
  /** What the project aims at, in words. */
  target: string;
}

export interface Benchmark {
  title: string;
  notMeasured: string;
  run(say: (line: string) => void): Promise<Outcome>;
}

export interface Outcome {
  results: Result[];
  /** Markdown that says more than the table of figures; printed before it. */
  report?: string;
  /** Goes into the JSON file beside the figures. */
  details?: unknown;
}

/** The `share` quantile (0 to 1) by nearest rank. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const shown = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(value < 10 ? 2 : 0));

/** A Markdown table: median, 95th percentile and worst of each figure. */
export function table(results: readonly Result[]): string {
  const rows = results.map(({ what, unit, samples, target }) => {
    const [median, p95, worst] = [0.5, 0.95, 1].map((share) => shown(quantile(samples, share)));
    return `| ${what} | ${unit} | ${median} | ${p95} | ${worst} | ${samples.length} | ${target} |`;
  });
  return [
    '| figure | unit | median | p95 | worst | runs | aim |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
