// @ts-check

/** @typedef {[major: number, minor: number, patch: number]} Version */

/**
 * The first version number in a text such as `nats-server: v2.15.2`, `17.0.15+6` or `go1.26.8`. Java's old spelling
 * `1.8.0_392` reads as 8.
 * @param {string} text
 * @returns {Version | undefined}
 */
function parseVersion(text) {
  const found = /(?:^|[^\d.])(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  if (!found) return undefined;
  const [major, minor, patch] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
  return major === 1 && found[0].includes('1.8.') ? [8, 0, 0] : [major, minor, patch];
}

/**
 * Whether the text names a version of at least `minimum`. A text without a number does not.
 * @param {string | undefined} text
 * @param {Version} minimum
 */
export function isAtLeast(text, minimum) {
  const version = text === undefined ? undefined : parseVersion(text);
  if (!version) return false;
  for (const [index, part] of version.entries()) {
    const other = minimum[index] ?? 0;
    if (part !== other) return part > other;
  }
  return true;
}
