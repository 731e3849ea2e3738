import { z } from 'zod';

/** The kill switch: the one record of bucket `freeze`, under `freezeKey`. Absent means never frozen, epoch 0. */
export const Freeze = z.object({
  frozen: z.boolean(),
  /** Counts the freezes. A grant of an earlier epoch is void, whatever its expiry. */
  epoch: z.int().min(0),
  reason: z.string(),
  /** The person or the check that set it. */
  by: z.string(),
  at: z.iso.datetime(),
});
export type Freeze = z.infer<typeof Freeze>;

export const freezeKey = 'mesh';
export const neverFrozen: Freeze = {
  frozen: false,
  epoch: 0,
  reason: '',
  by: '',
  at: '1970-01-01T00:00:00.000Z',
};
