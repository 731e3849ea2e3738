import type { Agent, AgentContext } from '@sremesh/agent';
import { Freeze } from '@sremesh/contracts';
import { createGrantSigner } from '@sremesh/policy';
import { startReconciling } from './approvals/reconcile.ts';
import type { GovernanceConfig } from './config.ts';
import type { GovernanceDeps } from './deps.ts';
import { createFreeze } from './freeze/freeze.ts';
import { OpenChallenges } from './proofs/challenges.ts';
import { ApprovalRecord, GrantRecord, NewestProposal, ProposalRecord } from './records.ts';
import { decideApproval } from './tools/decide-approval.ts';
import { listApprovals } from './tools/list-approvals.ts';
import { proposeChange } from './tools/propose-change.ts';
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
  const deps: GovernanceDeps = {
    mesh,
    proposals: mesh.store('proposals', ProposalRecord),
    newest: mesh.store('proposals', NewestProposal),
    approvals: mesh.store('approvals', ApprovalRecord),
    challenges: mesh.store('challenges', OpenChallenges),
    grants: mesh.store('grants', GrantRecord),
    freeze: createFreeze(mesh.store('freeze', Freeze)),
    approvers: config.SREMESH_APPROVERS,
    signer: createGrantSigner(config.SREMESH_GRANT_SIGNING_KEY),
    mode: config.SREMESH_MODE,
    approvalTtlMs: config.SREMESH_APPROVAL_TTL_SECONDS * 1000,
    grantTtlMs: config.SREMESH_GRANT_TTL_SECONDS * 1000,
    log,
  };
  log.info({ mode: deps.mode }, 'policy: fixed table, default deny');
  const reconciling = startReconciling(deps, signal);
  return {
    tools: {
      propose_change: proposeChange(deps),
      decide_approval: decideApproval(deps),
      list_approvals: listApprovals(deps),
      request_challenge: requestChallenge(deps),
      set_freeze: setFreeze(deps),
      request_grant: requestGrant(deps),
    },
    close: () => reconciling.done,
  };
}
