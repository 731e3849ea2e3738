const second = 1000;
const minute = 60 * second;

/** `3.2 s`, `4 min 05 s`, `2 h 10 min`: a span of milliseconds for a person. */
export function duration(ms: number): string {
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${Math.round(ms / second)} s`;
  const seconds = Math.round(ms / second);
  if (ms < 60 * minute) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}

/** `+00:03.2`: since the origin, for a column. */
export function clock(ms: number): string {
  const tenths = Math.round(Math.abs(ms) / 100);
  const minutes = String(Math.floor(tenths / 600)).padStart(2, '0');
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${ms < 0 ? '-' : '+'}${minutes}:${seconds}`;
}

/** A bar of `width` cells for a share from 0 to 1. */
export function bar(share: number, width = 12): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
