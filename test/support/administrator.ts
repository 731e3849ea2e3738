import { generateNKey, type NatsTrust } from '@sremesh/policy';
import { decodeJwt, encodeJwt } from '../../packages/policy/src/nats/jwt.ts';
import { z } from 'zod';
import type { TestIdentity } from './test-nats.ts';

const Account = z.looseObject({
  name: z.string(),
  sub: z.string(),
  iat: z.number(),
  nats: z.looseObject({ signing_keys: z.array(z.unknown()) }),
});

/** A server configuration in which the agents' account has one more signing key, whose users may do everything there. */
export function withAdministrator(
  config: string,
  { mesh, operator }: NatsTrust,
): { config: string; administrator: (instance: string) => TestIdentity } {
  const key = generateNKey('A');
  const jwt = new RegExp(`  ${mesh.account}: (\\S+)`).exec(config)?.[1] ?? '';
  const account = Account.parse(decodeJwt(jwt)?.claims);
  const nats = { ...account.nats, signing_keys: [...account.nats.signing_keys, key.publicKey] };
  return {
    config: config.replace(jwt, encodeJwt({ ...account, nats }, 'O', operator.signing)),
    administrator(name) {
      const { publicKey, seed } = generateNKey('U');
      const unlimited = { type: 'user', issuer_account: mesh.account, subs: -1, data: -1, payload: -1 };
      const iat = Math.floor(Date.now() / 1000);
      const user = encodeJwt({ name, sub: publicKey, iat, exp: iat + 3600, nats: unlimited }, 'A', key);
      return { publicKey, seed, jwt: () => user };
    },
  };
}
