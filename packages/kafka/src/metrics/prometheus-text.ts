/** One line of Prometheus text. */
export interface Sample {
  /** As written. */
  name: string;
  labels: ReadonlyMap<string, string>;
  /** May be NaN. */
  value: number;
}

/**
 * The samples whose name begins with `prefix`. What is no sample line (comments, exemplars, names in quotes) is passed
 * over: an exporter says much that nobody asked for.
 */
export function parseSamples(text: string, prefix: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith(prefix)) continue;
    const sample = parseLine(line);
    if (sample !== undefined) samples.push(sample);
  }
  return samples;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const label = /\s*([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
const escape = /\\(.)/g;

function parseLine(line: string): Sample | undefined {
  const [, name, inBraces = '', value = ''] = sampleLine.exec(line) ?? [];
  const labels = parseLabels(inBraces);
  return name === undefined || labels === undefined ? undefined : { name, labels, value: parseValue(value) };
}

function parseLabels(text: string): Map<string, string> | undefined {
  const labels = new Map<string, string>();
  for (label.lastIndex = 0; label.lastIndex < text.length;) {
    const [, key, value] = label.exec(text) ?? [];
    if (key === undefined || value === undefined) return undefined;
    labels.set(
      key,
      value.replaceAll(escape, (_, char: string) => (char === 'n' ? '\n' : char)),
    );
  }
  return labels;
}

function parseValue(text: string): number {
  const infinity = /^([+-]?)Inf$/.exec(text);
  return infinity === null ? Number(text) : infinity[1] === '-' ? -Infinity : Infinity;
}
