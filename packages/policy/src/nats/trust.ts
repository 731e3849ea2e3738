import { z } from 'zod';
import { IdentityName } from './identity-name.ts';
import { encodeJwt } from './jwt.ts';
import { generateNKey, nkeyOfKind, publicKeyOfKind, type NKey } from './nkey.ts';
import { epochSeconds } from './seconds.ts';

const accountKey = nkeyOfKind('A');

/**
 * All that gives out identities, but for the operator's own key: who has this is every agent, so it is kept at mode 0600.
 * Accounts have no seeds: the operator demands signing keys, so those of the accounts' ids would sign nothing.
 */
export const NatsTrust = z.object({
  /** When the keys were made, seconds since 1970; `iat` of the account JWTs in the server's configuration. */
  issuedAt: z.int().min(0),
  operator: z.object({ jwt: z.string(), publicKey: publicKeyOfKind('O'), signing: nkeyOfKind('O') }),
  system: z.object({ account: publicKeyOfKind('A'), signing: accountKey }),
  /** The account of the agents. */
  mesh: z.object({ account: publicKeyOfKind('A'), signing: z.record(IdentityName, accountKey) }),
  /** The account of governance's records. */
  records: z.object({
    account: publicKeyOfKind('A'),
    signing: z.object({ governance: accountKey, provisioner: accountKey }),
  }),
});
export type NatsTrust = z.infer<typeof NatsTrust>;

/** A new operator with its accounts. Its key is needed again only for `rotateTrust`: keep it elsewhere. */
export function mintTrust(): { operator: NKey; trust: NatsTrust } {
  const operator = generateNKey('O');
  return { operator, trust: keysFor(operator, newAccount(), newAccount(), newAccount(), epochSeconds()) };
}

/** Newer than any account's JWT that was pushed, whatever the clock of who pushed it. */
const aheadSeconds = 600;

/** The same accounts with new signing keys: no JWT signed before is worth anything to a server that has these. */
export const rotateTrust = (operator: NKey, { system, mesh, records, issuedAt }: NatsTrust): NatsTrust =>
  keysFor(
    operator,
    system.account,
    mesh.account,
    records.account,
    Math.max(epochSeconds() + aheadSeconds, issuedAt + 1),
  );

/** Another mesh of the same operator, in accounts of its own. */
export const mintMesh = ({ operator, system }: NatsTrust): NatsTrust => ({
  operator,
  system,
  issuedAt: epochSeconds(),
  ...meshKeys(newAccount(), newAccount()),
});

function keysFor(operator: NKey, system: string, mesh: string, records: string, issuedAt: number): NatsTrust {
  const signing = generateNKey('O');
  const jwt = encodeJwt(
    {
      name: 'sremesh',
      sub: operator.publicKey,
      iat: issuedAt,
      nats: {
        type: 'operator',
        signing_keys: [signing.publicKey],
        system_account: system,
        strict_signing_key_usage: true,
      },
    },
    'O',
    operator,
  );
  return {
    issuedAt,
    operator: { jwt, publicKey: operator.publicKey, signing },
    system: { account: system, signing: generateNKey('A') },
    ...meshKeys(mesh, records),
  };
}

function meshKeys(mesh: string, records: string): Pick<NatsTrust, 'mesh' | 'records'> {
  const signing = IdentityName.options.map((name) => [name, generateNKey('A')]);
  return {
    mesh: { account: mesh, signing: z.record(IdentityName, accountKey).parse(Object.fromEntries(signing)) },
    records: {
      account: records,
      signing: { governance: generateNKey('A'), provisioner: generateNKey('A') },
    },
  };
}

const newAccount = (): string => generateNKey('A').publicKey;
