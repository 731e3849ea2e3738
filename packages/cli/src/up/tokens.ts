import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TokenRecord } from '@sremesh/contracts';
import { mintToken } from '@sremesh/policy';
import { writePrivate, type Home } from '../home.ts';

/** The tokens of a start: their owners', and the records that the gateway gets. */
export interface Tokens {
  admin: string;
  /** Of the person at this terminal, who may approve and nothing more. */
  approver: string;
  records: TokenRecord[];
}

const shape = /^sremesh_[A-Za-z0-9_-]{43}$/;

/** The admin token of the home, kept over restarts so that clients configured with it go on; the other is new each time. */
export async function makeTokens(home: Home, tenant: string): Promise<Tokens> {
  const minted = mintToken({ name: 'admin', role: 'admin', tenants: [tenant] });
  const kept = (await readFile(home.adminToken, 'utf8').catch(() => '')).trim();
  const admin = shape.test(kept) ? kept : minted.token;
  await writePrivate(home.adminToken, `${admin}\n`);
  const approver = mintToken({ name: 'local-approver', role: 'approver', tenants: [tenant] });
  return {
    admin,
    approver: approver.token,
    records: [{ ...minted.record, sha256: sha256(admin) }, approver.record],
  };
}

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
