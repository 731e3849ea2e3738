import kafkajs, { type Admin } from 'kafkajs';
import { waitUntil } from '../process/wait-until.ts';

export interface Belongings {
  topics: readonly string[];
  groups: readonly string[];
  /** Users whose rights on these topics and groups end. */
  users: readonly string[];
}

/** A member that was killed is in its group until its session ends. */
const emptyWithinMs = 30_000;

/** Deletes topics and groups, and the rights that users have on them; what is gone already is fine. */
export async function forget(admin: Admin, { topics, groups, users }: Belongings): Promise<void> {
  for (const group of groups)
    await waitUntil({ what: `group ${group} deleted`, timeoutMs: emptyWithinMs, everyMs: 250 }, async () => {
      const { groups: seen } = await admin.describeGroups([group]);
      if (seen[0]?.state !== 'Empty') return seen[0]?.state === 'Dead';
      await admin.deleteGroups([group]);
      return true;
    });
  const all = await admin.listTopics();
  const here = topics.filter((topic) => all.includes(topic));
  if (here.length > 0) await admin.deleteTopics({ topics: [...here] });
  const named = [
    ...topics.map((name) => ({ name, type: kafkajs.AclResourceTypes.TOPIC })),
    ...groups.map((name) => ({ name, type: kafkajs.AclResourceTypes.GROUP })),
  ];
  const filters = named.flatMap(({ name, type }) =>
    users.map((user) => ({
      resourceType: type,
      resourceName: name,
      resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
      principal: `User:${user}`,
      operation: kafkajs.AclOperationTypes.ANY,
      permissionType: kafkajs.AclPermissionTypes.ANY,
    })),
  );
  if (filters.length > 0) await admin.deleteAcls({ filters });
}
