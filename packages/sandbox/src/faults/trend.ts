import type { GroupLook } from './look.ts';

type Measure = (look: GroupLook) => number;

/** The looks of the last `ms`, or none where looking began later. */
export function lately(looks: readonly GroupLook[], ms: number): readonly GroupLook[] {
  const from = (looks.at(-1)?.at ?? 0) - ms;
  return (looks[0]?.at ?? Infinity) > from ? [] : looks.filter(({ at }) => at >= from);
}

/** Whether a measure rose over the last `ms`: in each fifth of it the mean is above that of the fifth before. */
export function rises(looks: readonly GroupLook[], ms: number, measure: Measure): boolean {
  const recent = lately(looks, ms);
  const end = looks.at(-1)?.at ?? 0;
  const means = [4, 3, 2, 1, 0].map((back) => {
    const values = recent
      .filter(({ at }) => at > end - ((back + 1) * ms) / 5 && at <= end - (back * ms) / 5)
      .map(measure);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return means.every((mean, index) => index === 0 || mean > (means[index - 1] ?? NaN));
}

/** Whether a measure has been one and the same for the last `ms`. */
export function stands(looks: readonly GroupLook[], ms: number, measure: Measure): boolean {
  const values = lately(looks, ms).map(measure);
  return values.length > 1 && values.every((value) => value === values[0]);
}

/** How often a group's state was another than in the look before, within the last `ms`. */
export function stateChanges(looks: readonly GroupLook[], ms: number): number {
  const from = (looks.at(-1)?.at ?? 0) - ms;
  const recent = looks.filter(({ at }) => at >= from);
  return recent.filter(({ state }, index) => index > 0 && state !== recent[index - 1]?.state).length;
}

/** How long the oldest record that the group has not read has been there to be read, as far back as was looked. */
export function unreadForMs(looks: readonly GroupLook[]): number {
  const last = looks.at(-1);
  const ages = (last?.partitions ?? []).map(({ partition, end, committed }) => {
    if (last === undefined || committed >= end) return 0;
    const since = looks.find((look) =>
      look.partitions.some((each) => each.partition === partition && each.end > committed),
    );
    return last.at - (since?.at ?? last.at);
  });
  return Math.max(0, ...ages);
}

/** How often a group came into such a state, and how long it was in it altogether. */
export function timesInState(looks: readonly GroupLook[], such: RegExp): { times: number; ms: number } {
  let [times, ms] = [0, 0];
  looks.forEach(({ at, state }, index) => {
    const before = looks[index - 1];
    if (!such.test(state)) return;
    if (before !== undefined && such.test(before.state)) ms += at - before.at;
    else times += 1;
  });
  return { times, ms };
}
