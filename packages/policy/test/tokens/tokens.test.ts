import { TokenRecord, type Principal } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { findPrincipal, mintToken } from '../../src/index.ts';

const person = (name: string): Principal => ({ name, role: 'approver', tenants: ['default'] });

describe('tokens - mint and find', () => {
  it('finds whose token it is among many', () => {
    const minted = ['ann', 'ben', 'cem'].map((name) => mintToken(person(name)));
    const records = minted.map(({ record }) => record);
    expect(minted.map(({ token }) => findPrincipal(records, token)?.name)).toEqual(['ann', 'ben', 'cem']);
  });

  it('finds nobody for a token that is altered, empty or the digest itself', () => {
    const { token, record } = mintToken(person('ann'));
    for (const other of [`${token} `, token.slice(0, -1), token.toUpperCase(), '', record.sha256])
      expect(findPrincipal([record], other)).toBeUndefined();
  });

  it('keeps nothing of the token in its record', () => {
    const { token, record } = mintToken(person('ann'));
    expect(TokenRecord.parse(record)).toEqual(record);
    expect(JSON.stringify(record)).not.toContain(token.slice('sremesh_'.length));
  });
});
