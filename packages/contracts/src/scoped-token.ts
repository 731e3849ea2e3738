import { z } from 'zod';
import { Principal } from './meta.ts';

/** An API token as the gateway is given it: never the token, only its SHA-256 in hex. */
export const TokenRecord = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), principal: Principal });
export type TokenRecord = z.infer<typeof TokenRecord>;
export const TokenRecords = z.array(TokenRecord).max(1000);
