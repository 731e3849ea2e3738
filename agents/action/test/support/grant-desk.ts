import { randomBytes } from 'node:crypto';
import { MeshError, tools, type Grant, type ToolHandlers } from '@sremesh/contracts';
import {
  createAcls,
  createScramUser,
  deletableName,
  deleteAcls,
  deleteScramUser,
  readingOnly,
  writeAccess,
  type KafkaAclBinding,
  type KafkaClient,
} from '@sremesh/kafka';

/** Governance's end of a redemption, with real users in a real Kafka; what it remembers of them is the test's to look at. */
export interface GrantDesk {
  handlers: Pick<ToolHandlers, 'redeem_grant' | 'release_grant'>;
  know(grant: Grant, args: unknown): void;
  /** Users made for a grant, oldest first. */
  made(grantId: string): string[];
  /** The one that lives. */
  live(grantId: string): string | undefined;
  /** From now on redeeming fails like this. */
  refuse(error: MeshError | null): void;
}

const mechanism = 'SCRAM-SHA-512';

export function createGrantDesk(admin: KafkaClient): GrantDesk {
  const grants = new Map<string, { grant: Grant; acls: KafkaAclBinding[] }>();
  const made = new Map<string, string[]>();
  const live = new Map<string, string>();
  let refusal: MeshError | null = null;
  const end = async (grantId: string): Promise<void> => {
    const username = live.get(grantId);
    if (username === undefined) return;
    await deleteAcls(admin, username);
    await deleteScramUser(admin, username);
    live.delete(grantId);
  };
  return {
    made: (grantId) => made.get(grantId) ?? [],
    live: (grantId) => live.get(grantId),
    refuse: (error) => {
      refusal = error;
    },
    know(grant, args) {
      const elect = tools.elect_leaders.input.safeParse(args);
      const { acls } = elect.success
        ? writeAccess.elect_leaders(elect.data)
        : writeAccess.set_topic_config(tools.set_topic_config.input.parse(args));
      grants.set(grant.id, { grant, acls });
    },
    handlers: {
      async redeem_grant({ grantId, host }) {
        if (refusal !== null) throw refusal;
        const known = grants.get(grantId);
        if (known === undefined) throw new MeshError('MESH_GRANT_REFUSED', `there is no ${grantId}`);
        await end(grantId);
        const names = made.get(grantId) ?? [];
        const username = deletableName(`sremesh-${grantId.slice(6)}-${names.length + 1}`);
        const password = randomBytes(32).toString('base64url');
        const { grant, acls } = known;
        const rights = Date.now() < Date.parse(grant.expiresAt) ? 'apply' : 'look';
        await createScramUser(admin, { username, password, mechanism });
        await createAcls(admin, username, host, rights === 'apply' ? acls : readingOnly(acls));
        live.set(grantId, username);
        made.set(grantId, [...names, username]);
        const expiresAt = new Date(Date.now() + 20_000).toISOString();
        return { access: grant.access, rights, credential: { mechanism, username, password }, expiresAt };
      },
      async release_grant({ grantId, username }) {
        const released = live.get(grantId) === username;
        if (released) await end(grantId);
        return { released };
      },
    },
  };
}
