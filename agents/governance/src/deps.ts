import type { Mesh, Store } from '@sremesh/mesh';
import type { GrantSigner, Mode } from '@sremesh/policy';
import type { Approver } from '@sremesh/contracts';
import type { Logger } from 'pino';
import type { FreezeSwitch } from './freeze/freeze.ts';
import type { OpenChallenges } from './proofs/challenges.ts';
import type { ApprovalRecord, GrantRecord, NewestProposal, ProposalRecord } from './records.ts';

/** What the tools of governance work with. */
export interface GovernanceDeps {
  mesh: Pick<Mesh, 'emit' | 'handOff'>;
  proposals: Store<ProposalRecord>;
  newest: Store<NewestProposal>;
  approvals: Store<ApprovalRecord>;
  challenges: Store<OpenChallenges>;
  grants: Store<GrantRecord>;
  freeze: FreezeSwitch;
  /** Who may decide. */
  approvers: readonly Approver[];
  signer: GrantSigner;
  mode: Mode;
  approvalTtlMs: number;
  grantTtlMs: number;
  log: Logger;
}
