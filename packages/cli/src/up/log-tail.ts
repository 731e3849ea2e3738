import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { plain } from '../render/plain.ts';

const Line = z.object({ level: z.string(), msg: z.string(), remedy: z.string().optional() });

/** The last thing an agent complained of in its log; undefined where it did not. */
export async function lastComplaint(file: string): Promise<string | undefined> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).slice(-64_000).trim().split('\n').toReversed();
  for (const text of lines) {
    const line = Line.safeParse(jsonOf(text));
    if (!line.success) {
      if (/^\s*(\w*Error\b|node:)/.test(text)) return plain(text);
      continue;
    }
    const { level, msg, remedy } = line.data;
    if (level === 'fatal' || level === 'error')
      return plain(remedy === undefined ? msg : `${msg}. ${remedy}`);
  }
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
