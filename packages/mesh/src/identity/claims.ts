import { z } from 'zod';
import { parseJson } from '../json.ts';

/** What a user JWT says of itself; times in seconds since 1970. Nothing here is verified: NATS does that. */
const Claims = z.object({ sub: z.string(), iss: z.string(), name: z.string(), iat: z.int(), exp: z.int() });
export type Claims = z.infer<typeof Claims>;

/** Undefined where it is no user JWT. */
export function readClaims(jwt: string): Claims | undefined {
  const body = parseJson(Buffer.from(jwt.split('.')[1] ?? '', 'base64url'));
  const claims = Claims.safeParse('value' in body ? body.value : undefined);
  return claims.success ? claims.data : undefined;
}
