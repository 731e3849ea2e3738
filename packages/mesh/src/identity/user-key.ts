import { nkeys } from 'nats';

/** A key that a process makes for itself. Its seed never leaves the process. */
export interface UserKey {
  seed: string;
  publicKey: string;
}

export function newUserKey(): UserKey {
  const key = nkeys.createUser();
  return { seed: new TextDecoder().decode(key.getSeed()), publicKey: key.getPublicKey() };
}
