import { adminAtWork } from './admin-at-work.ts';
import { batch } from './batch.ts';
import { busyPartition } from './busy-partition.ts';
import type { Control } from './control.ts';
import { ramp } from './ramp.ts';
import { replay } from './replay.ts';
import { restart } from './restart.ts';
import { retiredGroup } from './retired-group.ts';
import { steady } from './steady.ts';
import { trickle } from './trickle.ts';

/** Every healthy situation that the sandbox can show. */
export const controls: readonly Control[] = [
  steady,
  batch,
  ramp,
  trickle,
  busyPartition,
  restart,
  replay,
  retiredGroup,
  adminAtWork,
];
