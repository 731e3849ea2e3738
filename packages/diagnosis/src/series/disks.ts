/** The part of a volume that can still be written to, 0 to 1; undefined where the broker does not say. */
export function usableShare({
  totalBytes,
  usableBytes,
}: {
  totalBytes: number | null;
  usableBytes: number | null;
}): number | undefined {
  if (totalBytes === null || usableBytes === null || totalBytes <= 0) return undefined;
  return Math.min(1, Math.max(0, usableBytes / totalBytes));
}
