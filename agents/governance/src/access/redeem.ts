import { MeshError, type AccessKind, type Grant, type ToolOutput } from '@sremesh/contracts';
import { asKafkaWrites, readingOnly, type AccessCapabilities, type ScramMechanism } from '@sremesh/kafka';
import type { Stored } from '@sremesh/mesh';
import type { GovernanceDeps } from '../deps.ts';
import type { GrantRecord } from '../records.ts';
import { endCredential, makeCredential } from './credential.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { usernameOf } from './names.ts';
import { accessOf } from './plan.ts';
import type { CredentialRecord } from './records.ts';
import { endTurn, takeTurn } from './turn.ts';

/** A cluster-wide credential lives ten seconds at most; the rest is for ending it. */
const clusterLifeMs = 9000;
/** For finding out what a grant that is over led to. */
const lookLifeMs = 15_000;
const mostRedemptions = 100;

export type RedeemDeps = CredentialDeps & Pick<GovernanceDeps, 'principal' | 'allowUnenforced'>;

/** Redeeming and releasing as tools: Kafka may be missing. */
export type CredentialToolDeps = Omit<RedeemDeps, 'kafka'> & Pick<GovernanceDeps, 'kafka'>;

/** Who redeems what, checked so far. */
export interface Redemption {
  record: GrantRecord;
  known: Stored<CredentialRecord> | undefined;
  workId: string;
  host: string;
  rights: 'apply' | 'look';
}

/** Ends the earlier credential of the grant and makes the next, or hands out the configured principal where Kafka enforces nothing. */
export async function redeem(deps: RedeemDeps, redemption: Redemption): Promise<ToolOutput<'redeem_grant'>> {
  const { record, known, rights } = redemption;
  const { grant } = record;
  const capabilities = await deps.kafka.capabilities();
  checkCluster(grant, capabilities);
  const redeemed = (known?.value.redeemed ?? 0) + 1;
  if (redeemed > mostRedemptions)
    throw refused(`it was redeemed ${mostRedemptions} times; something is wrong with its step`);
  const earlier = known?.value.live?.username;
  if (earlier !== undefined) await endCredential(deps, grant.id, earlier);
  const username = usernameOf(grant.id, redeemed);
  if (grant.access === 'unenforced') return handOut(deps, redemption, username, redeemed, capabilities);
  const { mechanism } = capabilities;
  if (capabilities.hindrance !== null || mechanism === null)
    throw refused(`${capabilities.hindrance}; it is for a credential that Kafka enforces`);
  return make(deps, redemption, { username, redeemed, mechanism, kind: kindOf(grant, rights) });
}

const kindOf = ({ access }: Grant, rights: Redemption['rights']): AccessKind =>
  rights === 'look' ? 'resource' : access;

async function make(
  deps: RedeemDeps,
  redemption: Redemption,
  made: { username: string; redeemed: number; mechanism: ScramMechanism; kind: AccessKind },
): Promise<ToolOutput<'redeem_grant'>> {
  const { record, rights, host: address } = redemption;
  const { username, mechanism, kind } = made;
  const { grant, call } = record;
  const host = asKafkaWrites(address);
  const { acls } = accessOf(call);
  const until =
    kind === 'cluster'
      ? await takeTurn(deps, { grantId: grant.id, username }, Math.min(clusterLifeMs, restOf(grant)))
      : new Date(Date.now() + (rights === 'look' ? lookLifeMs : restOf(grant)));
  const expiresAt = until.toISOString();
  try {
    await write(deps, redemption, made.redeemed, { host, live: { username, kind, rights, expiresAt } });
  } catch (error) {
    // The user of this name, if there is one, is somebody else's.
    if (kind === 'cluster') await endTurn(deps, username);
    throw error;
  }
  deps.due.at = Math.min(deps.due.at, until.getTime());
  try {
    const user = { username, mechanism, host, acls: rights === 'look' ? readingOnly(acls) : acls };
    return { access: kind, rights, credential: await makeCredential(deps, user), expiresAt };
  } catch (error) {
    // What this leaves is swept.
    await endCredential(deps, grant.id, username).catch(() => undefined);
    throw error;
  }
}

async function handOut(
  deps: RedeemDeps,
  redemption: Redemption,
  username: string,
  redeemed: number,
  { enforces, hindrance }: AccessCapabilities,
): Promise<ToolOutput<'redeem_grant'>> {
  if (!deps.allowUnenforced)
    throw refused(`${hindrance ?? 'unenforced access'}; SREMESH_ALLOW_UNENFORCED would have to be true`);
  if (enforces) throw refused('it is for a cluster that enforces nothing, and this one does by now');
  const { record, rights, host } = redemption;
  const expiresAt = new Date(
    Date.now() + (rights === 'look' ? lookLifeMs : restOf(record.grant)),
  ).toISOString();
  await write(deps, redemption, redeemed, {
    host,
    live: { username, kind: 'unenforced', rights, expiresAt },
  });
  return { access: 'unenforced', rights, credential: deps.principal, expiresAt };
}

const restOf = ({ expiresAt }: Grant): number => Math.max(0, Date.parse(expiresAt) - Date.now());

/** Before Kafka hears of the user, so that whoever sees it there knows whose it is. */
async function write(
  deps: RedeemDeps,
  { record, known, workId }: Redemption,
  redeemed: number,
  made: Pick<CredentialRecord, 'host' | 'live'>,
): Promise<void> {
  const value = { workId, redeemed, ...made };
  const { id } = record.grant;
  if (known === undefined) await deps.credentials.create(id, value);
  else {
    // Ending the earlier one has written it anew; who redeems at the same time finds another count.
    const now = await deps.credentials.get(id);
    if (now?.value.redeemed !== known.value.redeemed) throw overtaken(id);
    await deps.credentials.update(id, value, now.revision);
  }
}

function checkCluster({ cluster }: Grant, { clusterId }: AccessCapabilities): void {
  if (cluster !== clusterId) throw refused(`it is for cluster ${cluster}, and governance is at ${clusterId}`);
}

const overtaken = (id: string): MeshError =>
  new MeshError('MESH_CONFLICT', `${id} is being redeemed by somebody else`);

export const refused = (why: string): MeshError =>
  new MeshError('MESH_GRANT_REFUSED', `the grant is not redeemed: ${why}`);
