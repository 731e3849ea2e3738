/**
 * Where secrets are in a text: passwords, tokens and keys by the name before them or by their own shape, credit card
 * numbers, e-mail addresses. It errs on the side of taking too much. Every pattern takes time linear in the text.
 */

/** A part of a text, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** Without overlaps, in order. */
export function secretsIn(text: string): Span[] {
  const spans = [...patterns.flatMap((pattern) => matchesOf(pattern, text)), ...cardsIn(text)];
  const merged: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** Whether what goes by this name (of a header, say) is a secret. */
export const namesSecret = (name: string): boolean => secretName.test(name);

const secretNames = [
  'passw(?:or)?d',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'credentials?',
  'authori[sz]ation',
  'cookie',
  'session[-_]?id',
  '(?:api|access|private|signing|encryption|account|master)[-_ ]?key',
  'sasl[._]jaas[._]config',
  'cvv2?',
  'cvc2?',
  'ssn',
  '\\bpin\\b',
].join('|');
const secretName = new RegExp(secretNames, 'i');

/** What may stand between a name and its value, in JSON (also JSON in a JSON string), YAML, properties, XML, query strings. */
const between = String.raw`[\w.-]{0,30}\\{0,3}["']?\s{0,8}(?:=>|[:=>])\s{0,8}`;
/** A value in quotes up to the closing one, or a word. */
const value = String.raw`(?<secret>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\\+"[^"\\]*(?:\\+")?|[^\s,;&"'<>(){}[\]\\]+)`;

const patterns: readonly RegExp[] = [
  new RegExp(`(?:${secretNames})${between}${value}`, 'dgi'),
  /\b(?<secret>(?:bearer|basic)\s{1,8}[\w+/.~=-]{8,})/dgi,
  /\b(?<secret>eyJ[\w-]{5,500}\.[\w-]{5,}(?:\.[\w-]*)*)/dg,
  /(?<secret>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$))/dg,
  /\b(?<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b/dg,
  /\b(?<secret>gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})/dg,
  /\b(?<secret>xox[abeprs]-[\w-]{10,}|AIza[\w-]{35}|[rs]k_(?:live|test)_\w{10,}|sk-[\w-]{20,})/dg,
  /:\/\/[^\s:@/"]{0,200}:(?<secret>[^\s@/"]{1,200})@/dg,
  /(?<secret>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)/dg,
];

function matchesOf(pattern: RegExp, text: string): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ indices }) => {
    const [start, end] = indices?.groups?.['secret'] ?? [0, 0];
    return start === end ? [] : [{ start, end }];
  });
}

/** Issuers' numbers have 14 to 16 digits and begin with 2 to 6, which times in milliseconds and microseconds do not. */
const card = /(?<![\w.])[2-6]\d{3}(?:[ -]?\d){10,12}(?![\w.])/g;

const cardsIn = (text: string): Span[] =>
  [...text.matchAll(card)]
    .filter(([digits]) => passesLuhn(digits.replaceAll(/\D/g, '')))
    .map(({ 0: digits, index }) => ({ start: index, end: index + digits.length }));

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of Array.from(digits).toReversed().entries()) {
    const weighted = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
