import { createHash } from 'node:crypto';

/** What a seed decides about the variants of one fault. The same seed gives the same, other seeds and faults never the same names. */
export interface Seeded {
  /** A topic of these letters, with whatever else Kafka allows: `.`, `_`, `-`, capitals, up to 249 characters. */
  topic: (word: string) => string;
  /** A group; Kafka allows it any text. */
  group: (word: string) => string;
  /** Letters, digits and dashes; also for what only looks odd in logs. */
  plain: (word: string) => string;
  /** A whole number of this range, both ends included. */
  between: (least: number, most: number) => number;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
}

const topicStyles = [
  (word: string, id: string) => `${word}.${id}`,
  (word: string, id: string) => `_${word}__${id}_`,
  (word: string, id: string) => `-${word.toUpperCase()}.-._${id}`,
  (word: string, id: string) => `0.${id}.${word}.v2-`,
  (word: string, id: string) => `${`${word}-of-everything.`.repeat(20).slice(0, 220)}${id}`,
] as const;

/**
 * None begins with a character below `*`: where two groups begin with the same such one, and an ACL names one of them,
 * Kafka's authorizer (4.3.1) never ends its search for the rights on the other, and the broker soon answers nobody.
 */
const groupStyles = [
  (word: string, id: string) => `${word} service (${id})`,
  (word: string, id: string) => `группа ${word}/${id}`,
  (word: string, id: string) => `${word}-結算・${id}☕`,
  (word: string, id: string) => `a.b/c:${word}?${id}=1&x#y%20`,
  (word: string, id: string) => `${id} "${word}" <b>$HOME</b> '; --`,
] as const;

export function seeded(seed: number, fault: string): Seeded {
  let drawn = 0;
  const draw = (): Buffer => createHash('sha256').update(`${fault}/${seed}/${drawn++}`).digest();
  const below = (limit: number): number => Number(draw().readBigUInt64BE() % BigInt(limit));
  const id = (): string => draw().readUIntBE(0, 6).toString(36).padStart(10, '0');
  const styled = (styles: readonly ((word: string, id: string) => string)[], word: string): string =>
    styles[below(styles.length)]?.(word, id()) ?? word;
  return {
    topic: (word) => styled(topicStyles, word),
    group: (word) => styled(groupStyles, word),
    plain: (word) => `${word}-${id()}`,
    between: (least, most) => least + below(most - least + 1),
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}
