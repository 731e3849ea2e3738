/**
 * How far confidences can be taken at their word: of the diagnoses that were given 80 %, four of five should be right.
 * Bins of equal width over [0, 1]; the expected calibration error is the mean distance between confidence and the share
 * that was right, weighted by how many diagnoses a bin holds. Pure.
 */
import { percent, round } from './text.ts';

/** One diagnosis: the confidence of its first hypothesis (0 to 1), and whether that was right. */
export interface Judged {
  confidence: number;
  right: boolean;
}

export interface ReliabilityBin {
  /** Confidences from here (included) up to there; 1 is in the last bin. */
  from: number;
  to: number;
  count: number;
  meanConfidence: number;
  shareRight: number;
}

export interface Reliability {
  count: number;
  meanConfidence: number;
  shareRight: number;
  /** 0 is perfect. */
  expectedCalibrationError: number;
  /** Mean squared distance between confidence and outcome: 0 is perfect, and a coin's is 0.25. */
  brierScore: number;
  /** Those that hold any, lowest first. */
  bins: ReliabilityBin[];
}

/** Over `bins` bins. Without any diagnosis every number is 0. */
export function reliability(judged: readonly Judged[], bins = 10): Reliability {
  const byBin = Map.groupBy(judged, ({ confidence }) =>
    Math.min(bins - 1, Math.max(0, Math.floor(confidence * bins))),
  );
  const filled = [...byBin]
    .toSorted(([a], [b]) => a - b)
    .map(([index, own]) => ({
      from: index / bins,
      to: (index + 1) / bins,
      count: own.length,
      ...meansOf(own),
    }));
  const distance = ({ count, meanConfidence, shareRight }: ReliabilityBin) =>
    count * Math.abs(meanConfidence - shareRight);
  return {
    count: judged.length,
    ...meansOf(judged),
    expectedCalibrationError: meanOf(filled.map(distance), judged.length),
    brierScore: meanOf(
      judged.map(({ confidence, right }) => (confidence - Number(right)) ** 2),
      judged.length,
    ),
    bins: filled,
  };
}

/** For a terminal: a line for each bin, and one for all. */
export function reliabilityTable(reliable: Reliability): string {
  const line = (label: string, { count, meanConfidence, shareRight }: Omit<ReliabilityBin, 'from' | 'to'>) =>
    `${label.padEnd(12)}${String(count).padStart(9)}${percent(meanConfidence).padStart(12)}${percent(shareRight).padStart(8)}`;
  const { expectedCalibrationError: error, brierScore } = reliable;
  return [
    'confidence  diagnoses  mean conf.   right',
    ...reliable.bins.map((bin) => line(`${bin.from.toFixed(2)}–${bin.to.toFixed(2)}`, bin)),
    line('all', reliable),
    `expected calibration error ${round(error, 3)}, Brier score ${round(brierScore, 3)}`,
  ].join('\n');
}

const meansOf = (judged: readonly Judged[]) => ({
  meanConfidence: meanOf(
    judged.map(({ confidence }) => confidence),
    judged.length,
  ),
  shareRight: meanOf(
    judged.map(({ right }) => Number(right)),
    judged.length,
  ),
});

const meanOf = (values: readonly number[], count: number): number =>
  count === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / count;
