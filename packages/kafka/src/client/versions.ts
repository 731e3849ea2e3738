/** What brokers say they know of each request (ApiVersions), by its key. */
export type KnownVersions = ReadonlyMap<number, { minVersion: number; maxVersion: number }>;

interface Answer {
  apiKeys: readonly { apiKey: number; minVersion: number; maxVersion: number }[];
}

export const knownVersions = ({ apiKeys }: Answer): KnownVersions =>
  new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { minVersion, maxVersion }]));

/** Whether a request exists there in exactly this version. */
export function isKnown(known: KnownVersions, { key, version }: { key: number; version: number }): boolean {
  const range = known.get(key);
  return range !== undefined && range.minVersion <= version && version <= range.maxVersion;
}
