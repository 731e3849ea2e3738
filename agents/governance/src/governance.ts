import type { Agent, AgentContext } from '@sremesh/agent';
import { Freeze } from '@sremesh/contracts';
import { createGrantSigner } from '@sremesh/policy';
import { createPolicyEngine } from '@sremesh/policy/engine';
import { z } from 'zod';
import { connectAdmin, needsAdmin, principalOf } from './access/kafka-admin.ts';
import { ClusterTurn, CredentialRecord } from './access/records.ts';
import { startSweeping } from './access/sweep.ts';
import { startReconciling } from './approvals/reconcile.ts';
import type { GovernanceConfig } from './config.ts';
import type { GovernanceDeps } from './deps.ts';
import { createFreeze } from './freeze/freeze.ts';
import { OpenChallenges } from './proofs/challenges.ts';
import { governed } from './policy/governed.ts';
import { ApprovalRecord, GrantRecord, NewestProposal, ProposalRecord } from './records.ts';
import { authorizeCall } from './tools/authorize-call.ts';
import { decideApproval } from './tools/decide-approval.ts';
import { listApprovals } from './tools/list-approvals.ts';
import { proposeChange } from './tools/propose-change.ts';
import { redeemGrant } from './tools/redeem-grant.ts';
import { releaseGrant } from './tools/release-grant.ts';
import { requestChallenge } from './tools/request-challenge.ts';
import { requestGrant } from './tools/request-grant.ts';
import { setFreeze } from './tools/set-freeze.ts';

/**
 * Governance: registers changes, asks people, grants steps. It owns the buckets proposals, approvals and grants, and
 * any replica may serve any call:
 *
 * 1. A record is written before it is told: the record is the truth, events and handoffs follow from it.
 * 2. Every id follows from what the record is about, so that doing anything again does nothing new.
 * 3. What died between a record and its telling is told by the caller's next try; an approval's decision, whose caller
 *    is a person, by `reconcile`.
 */
export async function createGovernance(context: AgentContext<GovernanceConfig>): Promise<Agent> {
  const { config, mesh, log, signal } = context;
  const policy = await createPolicyEngine({
    directory: config.SREMESH_POLICY_DIR,
    onChange: (version) => log.info({ version }, 'other policies are in force'),
    onTrouble: (trouble) =>
      trouble === null
        ? log.info('the policies are valid again')
        : log.error({ trouble }, 'policies are not valid'),
  });
  const kafka = needsAdmin(config) ? connectAdmin(config, context) : null;
  const deps: GovernanceDeps = {
    mesh,
    proposals: mesh.store('proposals', ProposalRecord),
    newest: mesh.store('proposals', NewestProposal),
    approvals: mesh.store('approvals', ApprovalRecord),
    challenges: mesh.store('challenges', OpenChallenges),
    grants: mesh.store('grants', GrantRecord),
    credentials: mesh.store('credentials', CredentialRecord),
    turns: mesh.store('credentials', ClusterTurn),
    kafka,
    principal: principalOf(config),
    allowUnenforced: config.SREMESH_ALLOW_UNENFORCED,
    due: { at: Infinity },
    evidence: mesh.store('evidence', z.unknown()),
    policy,
    freeze: createFreeze(mesh.store('freeze', Freeze)),
    approvers: config.SREMESH_APPROVERS,
    signer: createGrantSigner(config.SREMESH_GRANT_SIGNING_KEY),
    mode: config.SREMESH_MODE,
    approvalTtlMs: config.SREMESH_APPROVAL_TTL_SECONDS * 1000,
    grantTtlMs: config.SREMESH_GRANT_TTL_SECONDS * 1000,
    log,
  };
  log.info({ mode: deps.mode, policyVersion: policy.version }, 'policies are in force; default deny');
  const reconciling = startReconciling(deps, signal);
  const sweeping = kafka === null ? null : startSweeping({ ...deps, kafka }, signal);
  return {
    tools: governed(
      {
        authorize_call: authorizeCall(deps),
        propose_change: proposeChange(deps),
        decide_approval: decideApproval(deps),
        list_approvals: listApprovals(deps),
        request_challenge: requestChallenge(deps),
        set_freeze: setFreeze(deps),
        request_grant: requestGrant(deps),
        redeem_grant: redeemGrant(deps),
        release_grant: releaseGrant(deps),
      },
      policy,
    ),
    notReady: () => policy.trouble() ?? kafka?.trouble() ?? null,
    close: async () => {
      policy.close();
      await reconciling.done;
      await sweeping?.done;
      await kafka?.close();
    },
  };
}
