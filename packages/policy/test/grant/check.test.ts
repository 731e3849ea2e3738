import { MeshError } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { checkGrant, createGrantSigner, generateKeyPair } from '../../src/index.ts';
import { after, body, grant, keys, use } from '../support/grants.ts';

const refusal = (given: unknown, change: Partial<typeof use> = {}): unknown => {
  try {
    return checkGrant(given, { ...use, ...change });
  } catch (error) {
    return error;
  }
};

describe('grant - check', () => {
  it('answers the body of a grant used for what it was signed for', () => {
    expect(checkGrant(grant, use)).toEqual(body);
    expect(checkGrant(JSON.parse(JSON.stringify(grant)), use)).toEqual(body);
  });

  it.each([
    ['absent', undefined, {}, 'grant'],
    ['null', null, {}, 'grant'],
    ['a string', 'grant-1', {}, 'grant'],
    ['without signature', body, {}, 'grant'],
    ['with a field more', { ...grant, scope: 'all' }, {}, 'grant'],
    ['altered in its arguments', { ...grant, argsDigest: 'sha256:0' }, {}, 'signature'],
    ['widened in time', { ...grant, expiresAt: after(3_600_000).toISOString() }, {}, 'signature'],
    ['of another signer', createGrantSigner(generateKeyPair().seed).sign(body), {}, 'signature'],
    ['used for another tool', grant, { tool: 'elect_leaders' }, 'tool'],
    [
      'used for other arguments',
      grant,
      { args: { topic: 'orders', configs: { 'retention.ms': '1' } } },
      'args',
    ],
    ['used on another cluster', grant, { cluster: 'kafka-2' }, 'cluster'],
    ['used for another incident', grant, { incident: 'inc-2' }, 'incident'],
    ['used for another tenant', grant, { tenant: 'other' }, 'tenant'],
    ['not yet valid', grant, { now: after(-1001) }, 'issuedAt'],
    ['expired', grant, { now: after(31_001) }, 'expiresAt'],
  ])('refuses a grant that is %s and names the field', (_, given, change, field) => {
    const error = refusal(given, change);
    expect(error).toBeInstanceOf(MeshError);
    expect(error).toMatchObject({
      code: 'MESH_GRANT_REFUSED',
      field,
      message: expect.stringContaining(`: ${field}: `),
    });
  });

  it('bears with clocks that are apart by the tolerance', () => {
    expect(checkGrant(grant, { ...use, now: after(-1000) })).toEqual(body);
    expect(checkGrant(grant, { ...use, now: after(31_000) })).toEqual(body);
  });

  it('rejects a public key that is none as bad configuration', () => {
    expect(refusal(grant, { publicKey: `${keys.publicKey}AA` })).toMatchObject({
      code: 'MESH_CONFIG_INVALID',
    });
  });
});
