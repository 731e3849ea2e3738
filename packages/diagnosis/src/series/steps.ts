import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';

/** Records written to a topic, or committed by a group, from one observation to the next. */
export interface Step {
  /** Epoch milliseconds, start and end. */
  from: number;
  at: number;
  records: number;
}

interface Offset {
  partition: number;
  offset: number;
}

/** What producers added to a topic. A step in which an offset went backwards (deleted and made anew) is left out. */
export const produceSteps = (
  window: readonly ClusterObservation[],
  topic: string,
  partition?: number,
): Step[] =>
  stepsOf(window, (observation) =>
    topicIn(observation, topic)
      ?.partitions.filter((found) => partition === undefined || found.partition === partition)
      .map((found) => ({ partition: found.partition, offset: found.highWatermark })),
  );

/** What a group committed of a topic. A step in which an offset was reset backwards is left out. */
export const consumeSteps = (
  window: readonly ClusterObservation[],
  groupId: string,
  topic: string,
  partition?: number,
): Step[] =>
  stepsOf(window, (observation) =>
    groupIn(observation, groupId)
      ?.offsets.filter(
        (found) => found.topic === topic && (partition === undefined || found.partition === partition),
      )
      .map((found) => ({ partition: found.partition, offset: found.committed })),
  );

function stepsOf(
  window: readonly ClusterObservation[],
  offsetsIn: (observation: ClusterObservation) => Offset[] | undefined,
): Step[] {
  const steps: Step[] = [];
  let earlier: { at: number; offsets: Offset[] } | undefined;
  for (const observation of window) {
    const offsets = offsetsIn(observation);
    if (offsets === undefined || offsets.length === 0) continue;
    const records = earlier === undefined ? undefined : advance(earlier.offsets, offsets);
    if (earlier !== undefined && records !== undefined && observation.at > earlier.at) {
      steps.push({ from: earlier.at, at: observation.at, records });
    }
    earlier = { at: observation.at, offsets };
  }
  return steps;
}

/** Sum over the partitions both have; undefined where there is none, or one went backwards. */
function advance(earlier: readonly Offset[], later: readonly Offset[]): number | undefined {
  let sum: number | undefined;
  for (const [index, { partition, offset }] of later.entries()) {
    const sameIndex = earlier[index];
    const before =
      sameIndex?.partition === partition
        ? sameIndex
        : earlier.find((candidate) => candidate.partition === partition);
    if (before === undefined || before.offset < 0 || offset < 0) continue;
    if (offset < before.offset) return undefined;
    sum = (sum ?? 0) + offset - before.offset;
  }
  return sum;
}

/** Records a second over these steps; undefined where they cover no time. */
export function ratePerSecond(steps: readonly Step[]): number | undefined {
  let records = 0;
  let ms = 0;
  for (const step of steps) {
    records += step.records;
    ms += step.at - step.from;
  }
  return ms > 0 ? (records / ms) * 1000 : undefined;
}
