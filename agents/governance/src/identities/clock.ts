/** Clocks of governance, of supervisors and of servers may differ by this much. */
export const toleranceSeconds = 300;

/** How long the JWT of an instance lives; it is renewed at half of that, so an outage of an hour drops nobody. */
export const lifeSeconds = 7200;

/** Seconds since 1970. */
export type Clock = () => number;
export const systemClock: Clock = () => Math.floor(Date.now() / 1000);
