/** A user JWT and the seed of its key as a credentials file of NATS (NATS ADR-14); keep it at mode 0600. */
export const credsFile = (jwt: string, seed: string): string => `\
-----BEGIN NATS USER JWT-----
${jwt}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
