import type { Forecast } from './tools/forecast.ts';

/** A measured value; `at` in epoch milliseconds. */
export interface Point {
  at: number;
  value: number;
}

const fewest = 4;

/**
 * When a value that follows a straight line reaches `target`, in seconds from the newest point: by least squares, with
 * the 90 % confidence interval of the crossing (Fieller's). Points are oldest first. Null with fewer than four points,
 * no time between them, or a trend that does not lead there; all zero where the line is there already. Pure.
 */
export function forecast(points: readonly Point[], target: number): Forecast | null {
  const last = points.at(-1);
  if (last === undefined || points.length < fewest) return null;
  const line = fitLine(points.map(({ at, value }) => ({ x: (at - last.at) / 1000, y: value - target })));
  if (line === null || line.slope === 0) return null;
  // Below: x in seconds from the middle of the points, y from the target.
  const { slope, middle, height, variance, spread, n } = line;
  const crossing = middle - height / slope;
  const start = points[0]?.value ?? target;
  const reached = Math.sign(target - start) === Math.sign(slope) && crossing <= 0;
  if (reached) return { seconds: 0, earliest: 0, latest: 0, slopePerSecond: slope };
  if (crossing <= 0) return null;
  const error = tQuantile95(n - 2) ** 2 * variance;
  const a = slope ** 2 - error / spread;
  const root = Math.sqrt(Math.max(0, (slope * height) ** 2 - a * (height ** 2 - error / n)));
  const bounds = a === 0 ? [] : [(-slope * height - root) / a, (-slope * height + root) / a];
  const [low = -Infinity, high = Infinity] = bounds.map((x) => x + middle).toSorted((p, q) => p - q);
  const certain = a > 0;
  const earliest = certain ? low : high;
  return {
    seconds: crossing,
    earliest: Number.isFinite(earliest) ? Math.min(crossing, Math.max(0, earliest)) : 0,
    latest: certain ? Math.max(crossing, high) : null,
    slopePerSecond: slope,
  };
}

interface Line {
  slope: number;
  /** Mean of x, and of y. */
  middle: number;
  height: number;
  /** Of the points around the line. */
  variance: number;
  /** Sum of squares of x around its mean. */
  spread: number;
  n: number;
}

function fitLine(points: readonly { x: number; y: number }[]): Line | null {
  const n = points.length;
  const middle = points.reduce((sum, { x }) => sum + x, 0) / n;
  const height = points.reduce((sum, { y }) => sum + y, 0) / n;
  const spread = points.reduce((sum, { x }) => sum + (x - middle) ** 2, 0);
  if (spread === 0) return null;
  const slope = points.reduce((sum, { x, y }) => sum + (x - middle) * (y - height), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - height - slope * (x - middle)) ** 2, 0);
  return { slope, middle, height, variance: rest / (n - 2), spread, n };
}

/** 95 % quantile of Student's t (Cornish-Fisher): within 1.5 % from two degrees of freedom on. */
function tQuantile95(freedom: number): number {
  const z = 1.6449;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
