import type { Agent, AgentContext } from '@sremesh/agent';
import { Freeze } from '@sremesh/contracts';
import { createGrantSigner } from '@sremesh/policy';
import { authorize } from '@sremesh/policy/engine';
import { z } from 'zod';
import { connectAdmin, needsAdmin, principalOf } from './access/kafka-admin.ts';
import { ClusterTurn, CredentialRecord } from './access/records.ts';
import { startSweeping } from './access/sweep.ts';
import { startReconciling } from './approvals/reconcile.ts';
import { auditedFreeze } from './audit/audited.ts';
import { refusalsRecorded } from './audit/refusals.ts';
import { startAuthority } from './authority.ts';
import type { GovernanceConfig } from './config.ts';
import type { GovernanceDeps } from './deps.ts';
import { createFreeze } from './freeze/freeze.ts';
import { leaderOnly } from './leader/leader-only.ts';
import { leadersSigner } from './leader/signer.ts';
import { OpenChallenges } from './proofs/challenges.ts';
import { startPolicy } from './policy/start-policy.ts';
import { ApprovalRecord, GrantRecord, NewestProposal, ProposalRecord } from './records.ts';
import { authorizeCall } from './tools/authorize-call.ts';
import { decideApproval } from './tools/decide-approval.ts';
import { listApprovals } from './tools/list-approvals.ts';
import { proposeChange } from './tools/propose-change.ts';
import { queryAudit } from './tools/query-audit.ts';
import { redeemGrant } from './tools/redeem-grant.ts';
import { releaseGrant } from './tools/release-grant.ts';
import { requestChallenge } from './tools/request-challenge.ts';
import { requestGrant } from './tools/request-grant.ts';
import { restrictIdentity } from './tools/restrict-identity.ts';
import { setFreeze } from './tools/set-freeze.ts';

/**
 * Governance: registers changes, asks people, grants steps. It owns the buckets proposals, approvals and grants, and
 * any replica may serve any call; what only the leader may do, the others pass on to it:
 *
 * 1. A record is written before it is told: the record is the truth, events and handoffs follow from it.
 * 2. Every id follows from what the record is about, so that doing anything again does nothing new.
 * 3. What died between a record and its telling is told by the caller's next try; an approval's decision, whose caller
 *    is a person, by `reconcile`.
 */
export async function createGovernance(context: AgentContext<GovernanceConfig>): Promise<Agent> {
  const { config, mesh, log, signal } = context;
  const policy = await startPolicy(config.SREMESH_POLICY_DIR, context);
  const authority = await startAuthority({
    servers: config.NATS_URL.split(','),
    mesh,
    keys: config.SREMESH_NATS_KEYS,
    audit: {
      tenants: [config.SREMESH_TENANT],
      signingKey: config.SREMESH_AUDIT_SIGNING_KEY,
      witness: {
        file: config.SREMESH_AUDIT_WITNESS_FILE,
        command: config.SREMESH_AUDIT_WITNESS_COMMAND,
      },
    },
    log,
    signal,
  });
  const { records, leader, audit, identities } = authority;
  const kafka = needsAdmin(config) ? connectAdmin(config, context) : null;
  const deps: GovernanceDeps = {
    mesh,
    proposals: records.store('proposals', ProposalRecord),
    newest: records.store('proposals', NewestProposal),
    approvals: records.store('approvals', ApprovalRecord),
    challenges: records.store('challenges', OpenChallenges),
    grants: records.store('grants', GrantRecord),
    credentials: records.store('credentials', CredentialRecord),
    turns: records.store('credentials', ClusterTurn),
    kafka,
    principal: principalOf(config),
    allowUnenforced: config.SREMESH_ALLOW_UNENFORCED,
    due: { at: Infinity },
    evidence: mesh.store('evidence', z.unknown()),
    policy,
    freeze: createFreeze(auditedFreeze(mesh.store('freeze', Freeze), audit)),
    approvers: config.SREMESH_APPROVERS,
    signer: leadersSigner(leader, createGrantSigner(config.SREMESH_GRANT_SIGNING_KEY)),
    mode: config.SREMESH_MODE,
    approvalTtlMs: config.SREMESH_APPROVAL_TTL_SECONDS * 1000,
    grantTtlMs: config.SREMESH_GRANT_TTL_SECONDS * 1000,
    log,
  };
  log.info({ mode: deps.mode, policyVersion: policy.version }, 'policies are in force; default deny');
  const reconciling = startReconciling(deps, signal);
  const sweeping = kafka === null ? null : startSweeping({ ...deps, kafka }, signal);
  return {
    tools: {
      authorize_call: authorizeCall(deps),
      propose_change: proposeChange(deps),
      decide_approval: decideApproval(deps),
      list_approvals: listApprovals(deps),
      query_audit: queryAudit({ audit }),
      request_challenge: requestChallenge(deps),
      set_freeze: setFreeze(deps),
      request_grant: leaderOnly(leader, 'request_grant', refusalsRecorded(audit, requestGrant(deps))),
      redeem_grant: leaderOnly(leader, 'redeem_grant', redeemGrant(deps)),
      release_grant: leaderOnly(leader, 'release_grant', releaseGrant(deps)),
      restrict_identity: leaderOnly(
        leader,
        'restrict_identity',
        restrictIdentity({ ...deps, ...identities, mesh }),
      ),
    },
    authorize: async ({ principal: human, ...call }) => authorize(policy, { ...call, human }),
    notReady: () => policy.trouble() ?? kafka?.trouble() ?? audit.trouble(),
    close: async () => {
      policy.close();
      await reconciling.done;
      await sweeping?.done;
      await kafka?.close();
      await authority.close();
    },
  };
}
