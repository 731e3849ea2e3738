import { describeLogDirsV4 } from '@platformatic/kafka';
import { withRaw } from './raw.ts';
import type { RawTarget } from './raw.ts';

/** How full the (first) disk of a broker is, 0–1, as the broker says. */
export const fullness = (target: RawTarget): Promise<number> =>
  withRaw(target, async (ask) => {
    const { results } = await ask(describeLogDirsV4.api, []);
    const [dir] = results;
    return dir === undefined || dir.totalBytes <= 0n
      ? 0
      : 1 - Number(dir.usableBytes) / Number(dir.totalBytes);
  });
