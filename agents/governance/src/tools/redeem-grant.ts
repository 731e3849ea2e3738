import { logFor } from '@sremesh/agent';
import { MeshError, type ToolHandlers } from '@sremesh/contracts';
import { redeem, refused, type CredentialToolDeps, type RedeemDeps } from '../access/redeem.ts';
import type { CredentialRecord } from '../access/records.ts';
import { onlyCaller } from '../only-caller.ts';
import type { GrantRecord } from '../records.ts';

type RedeemGrant = NonNullable<ToolHandlers['redeem_grant']>;

/** After its end a grant still unlocks looking, so that whoever was interrupted can tell what it led to. */
const lookableMs = 3_600_000;

/** Makes the credential of a grant for the one handoff that brings it. */
export function redeemGrant(deps: CredentialToolDeps): RedeemGrant {
  return async ({ grantId, workId, host }, call) => {
    onlyCaller(call, 'action', 'redeem_grant');
    const log = logFor(deps.log, call);
    try {
      const record = (await deps.grants.get(grantId))?.value;
      if (record?.grant.tenant !== call.tenant)
        throw refused(`tenant ${call.tenant} has none of the name ${JSON.stringify(grantId)}`);
      const known = await deps.credentials.get(grantId);
      if (known !== undefined && known.value.workId !== workId)
        throw refused('another handoff has redeemed it; a grant is good for one');
      const rights = await rightsOf(deps, record, known?.value);
      const given = await redeem(withKafka(deps), { record, known, workId, host, rights });
      const { access, credential, expiresAt } = given;
      const username = credential?.username ?? null;
      log.info({ audit: true, grantId, workId, access, rights, username, host, expiresAt }, 'grant redeemed');
      return given;
    } catch (error) {
      log.warn({ audit: true, grantId, workId, host, err: error }, 'grant not redeemed');
      throw error;
    }
  };
}

async function rightsOf(
  deps: Pick<CredentialToolDeps, 'freeze'>,
  { grant }: GrantRecord,
  known: CredentialRecord | undefined,
): Promise<'apply' | 'look'> {
  const overForMs = Date.now() - Date.parse(grant.expiresAt);
  const voided = await deps.freeze.voided(grant);
  if (overForMs < 0 && voided === null) return 'apply';
  if (known !== undefined && overForMs < lookableMs) return 'look';
  if (voided !== null) throw refused(voided);
  throw new MeshError('MESH_EXPIRED', `the grant ended at ${grant.expiresAt}`, {
    remedy: 'Ask for a new attempt of the step.',
  });
}

function withKafka(deps: CredentialToolDeps): RedeemDeps {
  const { kafka } = deps;
  if (kafka !== null) return { ...deps, kafka };
  throw refused('governance has no Kafka user that could make one for the step (KAFKA_ADMIN_USERNAME)');
}
