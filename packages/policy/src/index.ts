export {
  checkBinding,
  checkCluster,
  checkGrant,
  checkLifetime,
  clockToleranceMs,
  hasExpired,
} from './grant/check.ts';
export type { GrantMoment, GrantUse } from './grant/check.ts';
export { generateKeyPair, publicKeyOf } from './grant/keys.ts';
export type { RawKeyPair } from './grant/keys.ts';
export { GrantRefused } from './grant/refusal.ts';
export type { GrantField } from './grant/refusal.ts';
export { createGrantSigner, createGrantVerifier } from './grant/signature.ts';
export type { GrantSigner, GrantVerifier } from './grant/signature.ts';
export { authorizationConfig } from './nats/authorization.ts';
export type { PublicIdentities } from './nats/authorization.ts';
export { Identities, IdentityName, mintIdentities, provisioner } from './nats/identities.ts';
export { NKey } from './nats/nkey.ts';
export { decide, judgeStep, Mode } from './proposal/decide.ts';
export type { Decision } from './proposal/decide.ts';
export { registerProposal } from './proposal/register.ts';
export type { ProposalScope } from './proposal/register.ts';
export { riskOf } from './risk/risk.ts';
export { stepCall } from './step-call.ts';
export type { StepCall } from './step-call.ts';
export { judge } from './table/table.ts';
export type { Verdict } from './table/verdict.ts';
export { findPrincipal, mintToken } from './tokens/tokens.ts';
export type { MintedToken } from './tokens/tokens.ts';
