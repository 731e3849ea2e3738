import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Approver, TokenRecord } from '@sremesh/contracts';
import { approverKeyOf, mintToken } from '@sremesh/policy';
import { writePrivate, type Home } from '../home.ts';
import { readApprovers, registerOf } from './approvers.ts';

/** The tokens of a start: their owners', the records that the gateway gets, and the register that governance gets. */
export interface Tokens {
  admin: string;
  /** Of the person at this terminal, who may approve and nothing more. */
  approver: string;
  records: TokenRecord[];
  approvers: Approver[];
}

const shape = /^sremesh_[A-Za-z0-9_-]{43}$/;

/** The admin token of the home, kept over restarts so that clients configured with it go on; the other is new each time. */
export async function makeTokens(home: Home, tenant: string): Promise<Tokens> {
  const administrator = { name: 'admin', role: 'admin' as const, tenants: [tenant] };
  const local = { name: 'local-approver', role: 'approver' as const, tenants: [tenant] };
  const minted = mintToken(administrator);
  const kept = (await readFile(home.adminToken, 'utf8').catch(() => '')).trim();
  const admin = shape.test(kept) ? kept : minted.token;
  await writePrivate(home.adminToken, `${admin}\n`);
  const approver = mintToken(local);
  return {
    admin,
    approver: approver.token,
    records: [{ ...minted.record, sha256: sha256(admin) }, approver.record],
    approvers: registerOf(home, [
      { ...administrator, publicKey: approverKeyOf(admin).publicKey },
      { ...local, publicKey: approverKeyOf(approver.token).publicKey },
      ...(await readApprovers(home)),
    ]),
  };
}

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
