/** What a path can come down to; `undefined` where the output has no such field, which is not the same as null. */
export type Scalar = number | string | null | undefined;

/**
 * The value of a field of a tool's output. Dots stand between names; a number is an index into a list, and `length`
 * counts one (`partitions.0.lag`, `partitions.length`). A boolean reads as `true` or `false`; an object, a list and
 * a field that is not the output's own read as undefined.
 */
export function valueAt(path: string, output: unknown): Scalar {
  let value: unknown = output;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
