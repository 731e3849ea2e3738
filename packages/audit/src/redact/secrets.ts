/** What stands where a secret was. */
export const redacted = '[redacted]';

const secretName =
  /passw|passphrase|pwd|secret|token|api[-_. ]?key|(private|signing|secret)[-_. ]?key|seed|jaas|authorization|cookie/i;

/** True for a field whose text is a secret, whatever it looks like. */
export const namesSecret = (name: string): boolean => secretName.test(name);

/** Each keeps what leads to the secret (its groups 1) and covers the secret. All are bounded: none backtracks far. */
const shapes: readonly RegExp[] = [
  // PEM: to the end of the key, or of the text where the end is missing.
  /()-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
  // Our API tokens.
  /()sremesh_[A-Za-z0-9_-]{16,200}/g,
  // Seeds of NATS nkeys.
  /()S[ACNOUX][A-Z2-7]{56}/g,
  // JSON Web Tokens, a NATS user's among them.
  /()eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{1,8192}(?:\.[A-Za-z0-9_-]{0,1024})?/g,
  /(\bBearer\s{1,5})[A-Za-z0-9._~+/=-]{8,4096}/gi,
  // The password of a URL.
  /(:\/\/[^\s:/@]{0,200}:)[^\s/]{1,500}(?=@)/g,
  // name=value, as in URLs and JAAS; in quotes, which may be escaped, up to the closing one.
  /((?:passw|pwd|secret|token|api[-_]?key)[\w.-]{0,40}\s{0,5}=\s{0,5})(?:\\{0,3}"[^"]{0,2000}(?:"|$)|\\{0,3}'[^']{0,2000}(?:'|$)|[^\s,;&"']{1,2000})/gi,
  // "name":"value", as in JSON that is text.
  /((?:passw|pwd|secret|token|api[-_]?key)[\w.-]{0,40}\\{0,3}["']\s{0,5}:\s{0,5})\\{0,3}["'][^"']{0,2000}(?:["']|$)/gi,
];

/** What is in every text that one of the shapes fits: most texts have none of it, and are looked at once. */
const hint = /-----BEGIN|sremesh_|S[ACNOUX][A-Z2-7]{56}|eyJ|bearer|:\/\/|passw|pwd|secret|token|api[-_]?key/i;

/** A text with what looks like a secret covered. */
export const coverSecrets = (text: string): string =>
  hint.test(text) ? shapes.reduce((covered, shape) => covered.replace(shape, `$1${redacted}`), text) : text;
