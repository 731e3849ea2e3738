import { z } from 'zod';

/** When something will be reached at the present trend. Seconds from the reading; `[earliest, latest]` is the 90 % interval of the trend. */
export const Forecast = z.object({
  seconds: z.number(),
  earliest: z.number(),
  /** null where the trend may as well never get there. */
  latest: z.number().nullable(),
  /** The trend, in the unit of the value a second. */
  slopePerSecond: z.number(),
});
export type Forecast = z.infer<typeof Forecast>;
