/**
 * Text from outside, fit for a terminal: control characters, escape sequences and direction marks become `·`, so that a
 * topic's name cannot draw on the screen; cut to `max` characters.
 */
export function plain(text: string, max = 400): string {
  const shown = text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]+/gu, '·');
  return shown.length <= max ? shown : `${shown.slice(0, max - 1)}…`;
}
