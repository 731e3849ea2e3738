import { deletableName } from '@sremesh/kafka';

/** Users of this prefix are made for single steps and swept; nobody else's may begin so. */
const prefix = 'sremesh-';

/** `grant-abc` redeemed for the second time is `sremesh-abc-2-…`. */
export const usernameOf = (grantId: string, redemption: number): string =>
  deletableName(`${prefix}${grantId.replace(/^grant-/, '')}-${redemption}`);

export const isOurs = (username: string): boolean => username.startsWith(prefix);

/** The grant and the redemption a user was made for; null for a name that is made otherwise. */
export function grantOf(username: string): { grantId: string; redemption: number } | null {
  const match = /^sremesh-(?<grant>[a-z0-9-]+)-(?<redemption>[1-9]\d*)-[a-z0-9]{4}$/.exec(username)?.groups;
  if (match === undefined) return null;
  return { grantId: `grant-${match['grant']}`, redemption: Number(match['redemption']) };
}
