import type { AclEntry, ToolInput } from '@sremesh/contracts';
import { isOnResource } from '../access/decide.ts';
import { shownChange, viewAcls } from './acl-readings.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';

const maxChanges = 200;

export const listAcls =
  (deps: ReadToolDeps): ReadTool<'list_acls'> =>
  async (input) => {
    const { observedAt, reading, authorizer, visibility, changes, windowSeconds } = await viewAcls(deps);
    const { items, ...paged } = await pageOf(
      reading.entries.filter((acl) => matches(acl, input)),
      {
        tool: 'list_acls',
        observedAt,
        limit: input.limit,
        cursor: input.cursor,
        results: deps.results,
        keyOf: (acl) => [
          acl.resourceType,
          acl.resourceName,
          acl.patternType,
          acl.principal,
          acl.permission,
          acl.operation,
          acl.host,
        ],
      },
    );
    return {
      observedAt,
      authorizer,
      acls: items,
      windowSeconds,
      changes: changes
        .filter(({ entry }) => matches(entry, input))
        .slice(0, maxChanges)
        .map(shownChange),
      ...paged,
      visibility,
    };
  };

const matches = (acl: AclEntry, { principal, resourceType, resourceName }: ToolInput<'list_acls'>): boolean =>
  (principal === undefined || acl.principal === principal) &&
  (resourceType === undefined || acl.resourceType === resourceType) &&
  (resourceName === undefined || isOnResource(acl, acl.resourceType, resourceName));
