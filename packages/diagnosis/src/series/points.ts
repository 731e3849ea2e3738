/** One value of a series. */
export interface Point {
  /** Epoch milliseconds. */
  at: number;
  value: number;
}

/** Undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** Least-squares slope, per second; undefined where the points span no time. */
export function slopePerSecond(points: readonly Point[]): number | undefined {
  const n = points.length;
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / n;
  const meanValue = points.reduce((sum, { value }) => sum + value, 0) / n;
  let covariance = 0;
  let variance = 0;
  for (const { at, value } of points) {
    covariance += (at - meanAt) * (value - meanValue);
    variance += (at - meanAt) ** 2;
  }
  return variance > 0 ? (covariance / variance) * 1000 : undefined;
}

/** The part of a series (oldest first) that lies within the last `seconds` of it. */
export function lastSeconds<T extends { at: number }>(series: readonly T[], seconds: number): readonly T[] {
  const last = series.at(-1);
  if (last === undefined) return series;
  const start = series.findIndex(({ at }) => at >= last.at - seconds * 1000);
  return series.slice(Math.max(0, start));
}
