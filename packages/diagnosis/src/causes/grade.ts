/**
 * A strength from a measured value: straight lines between `[value, strength]` points, which are in rising order of
 * value; flat beyond the first and the last.
 */
export function grade(
  value: number,
  points: readonly (readonly [value: number, strength: number])[],
): number {
  let [below] = points;
  for (const point of points) {
    if (value <= point[0]) {
      if (below === undefined || point[0] === below[0]) return point[1];
      const share = (value - below[0]) / (point[0] - below[0]);
      return value < below[0] ? below[1] : below[1] + share * (point[1] - below[1]);
    }
    below = point;
  }
  return below?.[1] ?? 0;
}
