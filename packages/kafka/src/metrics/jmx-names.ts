const quoted = /^"([^]*)"$/;

/** A value of a JMX name as it was before JMX quoted it (odd characters make it do so). */
export const unquoted = (value: string): string =>
  quoted.exec(value)?.[1]?.replaceAll(/\\([^])/g, (_, char: string) => (char === 'n' ? '\n' : char)) ?? value;

/** A user as Kafka knows it: in metrics it is percent-encoded. */
export function userName(value: string): string {
  const name = unquoted(value);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
