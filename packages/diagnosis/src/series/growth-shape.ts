import type { Growth, PartitionGrowth } from './growth.ts';

/**
 * Where a lag grows. `slow`: everywhere, or wherever the group is not at the moment; `stopped`: nothing is read any more;
 * `partly-stopped`: half of the partitions or fewer are not read, as after a member's death, and what is read keeps up;
 * `stuck`: the same of a few; `hot`: on the one partition that gets most of what is produced, while it is read.
 */
export type GrowthShape = 'slow' | 'stopped' | 'partly-stopped' | 'stuck' | 'hot';

/** Of what is produced for them, partitions that keep up are read at least this share. */
const keepsUpShare = 0.8;
/** A hot partition holds at least this share of the growth. */
const hotGrowthShare = 0.8;
/** Below this, records a second, keys cannot be said to be skewed. */
const leastRate = 20;
const fewestPartitions = 3;
/** More partitions than this share do not stand still because of a record each. */
const fewShare = 1 / 3;

export function shapeOf(growth: Growth): GrowthShape {
  const { partitions } = growth;
  const active = partitions.filter(({ produced, lag }) => produced > 0 || lag > 0);
  const still = active.filter(({ consumed, lag }) => consumed === 0 && lag > 0);
  if (still.length === active.length) return 'stopped';
  if (hotPartition(growth) !== undefined) return 'hot';
  const isHalf = still.length <= active.length / 2;
  if (still.length === 0 || !isHalf || !keepUp(active.filter((one) => !still.includes(one)))) return 'slow';
  return still.length <= Math.max(1, active.length * fewShare) ? 'stuck' : 'partly-stopped';
}

/** The partition that gets most of the records and nearly all of the lag, while the others keep up. */
export function hotPartition({ partitions, produceRate }: Growth): PartitionGrowth | undefined {
  if (partitions.length < fewestPartitions || produceRate < leastRate) return undefined;
  const hottest = partitions.reduce((a, b) => (b.produced > a.produced ? b : a));
  const produced = partitions.reduce((sum, one) => sum + one.produced, 0);
  const growth = partitions.reduce((sum, one) => sum + Math.max(0, one.growth), 0);
  const isHot =
    hottest.produced >= produced * hotShare(partitions.length) &&
    hottest.consumed > 0 &&
    hottest.growth >= growth * hotGrowthShare;
  return isHot ? hottest : undefined;
}

/** Half of it all, more where there are so few partitions that a fair share is not far from that. */
const hotShare = (partitions: number): number => Math.max(0.5, Math.min(0.6, 3 / partitions));

function keepUp(partitions: readonly PartitionGrowth[]): boolean {
  const produced = partitions.reduce((sum, one) => sum + one.produced, 0);
  const consumed = partitions.reduce((sum, one) => sum + one.consumed, 0);
  return consumed >= produced * keepsUpShare;
}
