import type { Mesh, Store } from '@sremesh/mesh';
import type { GrantSigner, Mode } from '@sremesh/policy';
import type { Logger } from 'pino';
import type { ApprovalRecord, GrantRecord, ProposalRecord } from './records.ts';

/** What the tools of governance work with. */
export interface GovernanceDeps {
  mesh: Pick<Mesh, 'emit' | 'handOff'>;
  proposals: Store<ProposalRecord>;
  approvals: Store<ApprovalRecord>;
  grants: Store<GrantRecord>;
  signer: GrantSigner;
  mode: Mode;
  approvalTtlMs: number;
  grantTtlMs: number;
  log: Logger;
}
