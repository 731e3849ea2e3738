import type { Mesh, Store } from '@sremesh/mesh';
import type { GrantSigner, Mode } from '@sremesh/policy';
import type { PolicyEngine } from '@sremesh/policy/engine';
import type { Approver } from '@sremesh/contracts';
import type { Logger } from 'pino';
import type { KafkaAdmin } from './access/kafka-admin.ts';
import type { ClusterTurn, CredentialRecord } from './access/records.ts';
import type { FreezeSwitch } from './freeze/freeze.ts';
import type { OpenChallenges } from './proofs/challenges.ts';
import type { ApprovalRecord, GrantRecord, NewestProposal, ProposalRecord } from './records.ts';

/** What the tools of governance work with. */
export interface GovernanceDeps {
  mesh: Pick<Mesh, 'call' | 'emit' | 'events' | 'handOff'>;
  proposals: Store<ProposalRecord>;
  newest: Store<NewestProposal>;
  approvals: Store<ApprovalRecord>;
  challenges: Store<OpenChallenges>;
  grants: Store<GrantRecord>;
  credentials: Store<CredentialRecord>;
  turns: Store<ClusterTurn>;
  /** null without a Kafka user of governance, where that is needed. */
  kafka: KafkaAdmin | null;
  /** What steps are given where Kafka enforces nothing and the user allows it; null where it takes everybody. */
  principal: { mechanism: string; username: string; password: string } | null;
  allowUnenforced: boolean;
  /** When the next credential made here is over, epoch milliseconds; swept then. */
  due: { at: number };
  /** Whole outputs of read tools, written by reasoning. */
  evidence: Store<unknown>;
  policy: PolicyEngine;
  freeze: FreezeSwitch;
  /** Who may decide. */
  approvers: readonly Approver[];
  signer: GrantSigner;
  mode: Mode;
  approvalTtlMs: number;
  grantTtlMs: number;
  log: Logger;
}
