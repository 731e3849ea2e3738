import { tools } from '@sremesh/contracts';
import { count, duration, named, percent, round } from '../../text.ts';
import { usableShare } from '../../series/disks.ts';
import { defineReader, windowBefore } from './reader.ts';

export const readLogDirs = defineReader(tools.read_log_dirs, (output) => {
  const offline = output.dirs.filter(({ error }) => error !== null);
  const [fullest] = output.dirs
    .flatMap((dir) => {
      const share = usableShare(dir);
      return share === undefined ? [] : [{ dir, share }];
    })
    .toSorted((a, b) => a.share - b.share);
  const failed =
    offline[0] === undefined
      ? ''
      : `; ${count(offline.length, 'log dir')} offline, first ${named(offline[0].path)} of broker ${offline[0].broker} (${named(offline[0].error ?? '')})`;
  const full = fullest?.dir.full;
  const trend = full === undefined || full === null ? '' : `, full in ${duration(full.seconds)} at the trend`;
  const worst =
    fullest === undefined
      ? 'sizes are not known'
      : `the fullest, ${named(fullest.dir.path)} of broker ${fullest.dir.broker}, has ${percent(fullest.share)} usable${trend}`;
  return {
    summary: `${count(output.dirs.length, 'log dir')}: ${worst}${failed}.`,
    value: fullest === undefined ? null : round(fullest.share, 4),
    unit: fullest === undefined ? null : 'ratio usable',
    window: windowBefore(output.observedAt, output.windowSeconds),
  };
});
