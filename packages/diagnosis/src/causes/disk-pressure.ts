import type { ToolOutput } from '@sremesh/contracts';
import type { Fact, Facts } from '../evidence/facts.ts';
import { usableShare } from '../series/disks.ts';
import { duration, percent } from '../text.ts';
import { logDirsCall } from './broker-calls.ts';
import { byHand } from './by-hand.ts';
import { resourceOf } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

type LogDir = ToolOutput<'read_log_dirs'>['dirs'][number];

/** How little is left. */
const littleLeft: Signal = {
  name: 'little-left',
  weigh(facts) {
    const found = dirOf(facts);
    const share = found === undefined ? undefined : usableShare(found.dir);
    if (found === undefined || share === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(share, [
        [0, 4],
        [0.15, 2.5],
        [0.3, 1],
        [0.5, 0],
        [0.7, -3],
      ]),
      because: `${percent(share)} of the disk are usable.`,
      evidenceIds: [found.disks.evidenceId],
    };
  },
};

/** How soon it is full: as the detector reckoned it, and as the reading does. */
const fullSoon: Signal = {
  name: 'full-soon',
  weigh(facts) {
    const found = dirOf(facts);
    const seconds = found?.dir.full?.seconds ?? facts.detection.measures['fullInSeconds'];
    if (seconds === undefined) return undefined;
    return {
      logLikelihoodRatio: grade(seconds, [
        [60, 4],
        [600, 3],
        [3600, 1],
        [86_400, 0],
      ]),
      because: `At the trend no space is left in ${duration(seconds)}.`,
      evidenceIds: found === undefined ? [] : [found.disks.evidenceId],
    };
  },
};

/** A directory that went offline. */
const wentOffline: Signal = {
  name: 'went-offline',
  weigh(facts) {
    const found = dirOf(facts);
    if (found === undefined || found.dir.error === null) return undefined;
    return {
      logLikelihoodRatio: 1,
      because: `The directory is offline: ${JSON.stringify(found.dir.error.slice(0, 100))}.`,
      evidenceIds: [found.disks.evidenceId],
    };
  },
};

function dirOf(facts: Facts): { dir: LogDir; disks: Fact<'read_log_dirs'> } | undefined {
  const name = resourceOf(facts.detection, 'log-dir');
  const disks = facts.read(logDirsCall);
  const dir = disks?.output.dirs.find(({ broker, path }) => `${broker}:${path}` === name);
  return disks === undefined || dir === undefined ? undefined : { dir, disks };
}

export const diskPressure: Cause = {
  name: 'broker.disk-pressure',
  title: "a broker's disk is nearly full, or will be within minutes",
  raisedBy: ['disk-filling'],
  explainedBy: [],
  gather: () => [logDirsCall],
  signals: [littleLeft, fullSoon, wentOffline],
  response: {
    remedies: [
      byHand('shorten-retention', 'keep less of the largest topics'),
      byHand('move-replicas', 'move replicas to disks with room'),
      byHand('grow-disk', 'give the broker a larger disk'),
    ],
  },
};
