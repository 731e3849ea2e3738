const alphabet = [...Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789')];
/** Buckets of a Java hash map with up to some 49,000 users. */
const buckets = 0xffff;

/**
 * A name that Kafka can forget without harm: `wanted`, a dash and four characters that follow from it.
 *
 * A broker that starts (4.3.1 and earlier KRaft releases) goes through the users made and deleted since its last metadata
 * snapshot in the order of a hash map, and where a deleted one comes first and there was none in the snapshot, it loses
 * every user of that SCRAM mechanism. The last characters put the name last in that order.
 */
export function deletableName(wanted: string): string {
  const prefix = `${wanted}-`;
  const start = javaHash(prefix);
  for (const first of alphabet)
    for (const second of alphabet)
      for (const third of alphabet) {
        const hash = next(next(next(start, first), second), third);
        const fourth = alphabet.find((code) => isLast(next(hash, code)));
        if (fourth !== undefined) return prefix + String.fromCharCode(first, second, third, fourth);
      }
  throw new RangeError(`no suffix puts ${wanted} last`);
}

const isLast = (hash: number): boolean => ((hash ^ (hash >>> 16)) & buckets) === buckets;

/** `String.hashCode()`. */
const javaHash = (text: string): number => {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = next(hash, text.charCodeAt(index));
  return hash;
};

const next = (hash: number, code: number): number => (Math.imul(31, hash) + code) | 0;
