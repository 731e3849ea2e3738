import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Principal, type TokenRecord } from '@sremesh/contracts';

export interface MintedToken {
  /** Given to its owner once and kept nowhere. */
  token: string;
  record: TokenRecord;
}

/** 256 random bits; the record carries only their digest, so that a list of records opens nothing. */
export function mintToken(principal: Principal): MintedToken {
  const token = `sremesh_${randomBytes(32).toString('base64url')}`;
  return { token, record: { sha256: hash(token).toString('hex'), principal: Principal.parse(principal) } };
}

/** Whose token it is. Takes the same time wherever in the list the record is, and where it is not. */
export function findPrincipal(records: readonly TokenRecord[], token: string): Principal | undefined {
  const wanted = hash(token);
  let found: Principal | undefined;
  for (const { sha256, principal } of records) {
    if (timingSafeEqual(Buffer.from(sha256, 'hex'), wanted)) found = principal;
  }
  return found;
}

const hash = (token: string): Buffer => createHash('sha256').update(token).digest();
