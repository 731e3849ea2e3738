import type { RecordBucket } from '@sremesh/contracts';
import type { Records } from '@sremesh/mesh';
import { CredentialRecord } from '../access/records.ts';
import { IdentityRecord } from '../identities/record.ts';
import { ApprovalRecord, GrantRecord, ProposalRecord } from '../records.ts';
import type { OwnFact } from './audit.ts';

/** What a record that is about to be written says to the audit; undefined where that bucket's value says nothing. */
type Describe = (
  value: unknown,
  key: string,
  records: Pick<Records, 'store'>,
) => Promise<OwnFact | undefined> | OwnFact | undefined;

/** By bucket. What is in none of these is no decision and gives nobody a right. */
export const described: { [B in RecordBucket]?: Describe } = {
  proposals(value) {
    const record = ProposalRecord.safeParse(value).data;
    if (record === undefined) return undefined;
    const { tenant, incident, proposal, decision, reason, policies, evidence, proposedBy } = record;
    const { id, digest, steps } = proposal;
    const { requiredRole, requiredApprovals } = record;
    const asked = requiredRole === null ? null : { requiredRole, requiredApprovals };
    const change = {
      proposal: id,
      digest,
      steps: steps.map(({ tool, args, risk }) => ({ tool, args, risk })),
    };
    const data = {
      about: 'proposal',
      incident,
      ...change,
      decision,
      reason,
      policies,
      evidence,
      asked,
      proposedBy,
    };
    return { kind: 'decision', tenants: [tenant], data };
  },
  grants(value) {
    const { grant, call } = GrantRecord.parse(value);
    const { tool, args } = call;
    return { kind: 'decision', tenants: [grant.tenant], data: { about: 'grant', ...grant, tool, args } };
  },
  approvals(value) {
    const { tenant, id, incident, digest, status, decisions, proposedBy, expiresAt } =
      ApprovalRecord.parse(value);
    const data = { approval: id, incident, digest, status, decisions, proposedBy, expiresAt };
    return { kind: 'approval', tenants: [tenant], data };
  },
  async credentials(value, grantId, records) {
    const record = CredentialRecord.safeParse(value).data;
    if (record === undefined) return undefined;
    const grant = (await records.store('grants', GrantRecord).get(grantId))?.value.grant;
    const data = { grantId, ...record, credential: record.live === null ? 'removed' : 'created' };
    return { kind: 'credential', tenants: grant === undefined ? [] : [grant.tenant], data };
  },
  identities(value) {
    const record = IdentityRecord.safeParse(value).data;
    if (record === undefined) return undefined;
    const { role, instance, tenants, state, reason, publicKey, issuedAt, expiresAt, revokedUpTo } = record;
    const data = { role, instance, tenants, state, reason, publicKey, issuedAt, expiresAt, revokedUpTo };
    return { kind: 'identity', tenants, data };
  },
};
