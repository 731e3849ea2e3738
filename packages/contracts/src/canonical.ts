import { createHash } from 'node:crypto';

/**
 * Canonical JSON (RFC 8785 for the values the mesh signs): object keys sorted by UTF-16 code unit, no white space,
 * `undefined` members left out. Throws on values JSON cannot carry, so that nothing is signed in two spellings.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot carry ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    let members = '';
    for (const [key, member] of Object.entries(value).toSorted(byKey))
      if (member !== undefined)
        members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    return `{${members}}`;
  }
  throw new TypeError(`canonical JSON cannot carry a value of type ${kindOf(value)}`);
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

/** A Date, a Map or another instance would be signed as what its own fields happen to be. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : typeof value;

/** `sha256:` and the hex digest of the value's canonical JSON. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}
