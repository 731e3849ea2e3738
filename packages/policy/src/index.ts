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
export { meshAccount, recordsAccount } from './nats/accounts.ts';
export type { MeshAccountOptions } from './nats/accounts.ts';
export { credsFile } from './nats/creds.ts';
export { GovernanceKeys, governanceKeys } from './nats/governance-keys.ts';
export { IdentityName, provisioner } from './nats/identity-name.ts';
export { generateNKey, nkeyFrom } from './nats/nkey.ts';
export type { NKey } from './nats/nkey.ts';
export { operatorConfig } from './nats/operator-config.ts';
export { mintMesh, mintTrust, NatsTrust, rotateTrust } from './nats/trust.ts';
export type { Issuer } from './nats/user-jwt.ts';
export { mintEnrolment, mintProvisioner, mintUser, recordsUser, systemUser } from './nats/users.ts';
export { verifyUser } from './nats/verify-user.ts';
export type { UserClaims, VerifyOptions } from './nats/verify-user.ts';
export { Mode } from './decision/situation.ts';
export { defaultPolicies } from './defaults.ts';
export { resourcesOf } from './facts/tools.ts';
export { approverKeyOf } from './proof/approver-key.ts';
export { Approvers } from './proof/register.ts';
export { shownDigest } from './proof/shown-digest.ts';
export { signProof, verifyProof } from './proof/signature.ts';
export { registerProposal } from './proposal/register.ts';
export type { ProposalScope } from './proposal/register.ts';
export { riskFrom } from './risk/risk-from.ts';
export type { Measured } from './risk/risk-from.ts';
export { riskOf } from './risk/risk.ts';
export { stepCall } from './step-call.ts';
export type { StepCall } from './step-call.ts';
export { findPrincipal, mintToken } from './tokens/tokens.ts';
export type { MintedToken } from './tokens/tokens.ts';
