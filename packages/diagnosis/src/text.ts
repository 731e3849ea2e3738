/** A name from outside, fit for a sentence: quoted, printable, and no longer than a line. */
export function named(name: string): string {
  const clipped = name.length > 100 ? `${name.slice(0, 99)}…` : name;
  return JSON.stringify(clipped);
}

/** A text of many names, no longer than a summary may be. */
export const clipped = (text: string): string => (text.length > 2000 ? `${text.slice(0, 1999)}…` : text);

/** A count of things, with its noun. */
export const count = (value: number, noun: string): string =>
  `${Math.round(value).toLocaleString('en-US')} ${noun}${Math.round(value) === 1 ? '' : 's'}`;

/** A length of time as a person would say it. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${round(seconds, 1)} s`;
  if (seconds < 120) return `${round(seconds, 0)} s`;
  if (seconds < 7200) return `${round(seconds / 60, 0)} min`;
  if (seconds < 172_800) return `${round(seconds / 3600, 1)} h`;
  return `${round(seconds / 86_400, 1)} days`;
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const perSecond = (rate: number): string =>
  `${round(rate, rate < 10 ? 1 : 0).toLocaleString('en-US')}/s`;

export const round = (value: number, digits: number): number => {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
};
