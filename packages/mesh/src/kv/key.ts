/**
 * Keys are free text outside; in the bucket a character that a subject token cannot carry is written as `=` and the hex of
 * its UTF-8 bytes. Dots part a key into tokens and stay where they do.
 */
export const encodeKey = (key: string): string =>
  key.replaceAll(/[^-/\w.]|^\.|\.$|\.(?=\.)/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join(''),
  );

export const decodeKey = (encoded: string): string =>
  encoded.replaceAll(/(?:=[0-9a-f]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString());
