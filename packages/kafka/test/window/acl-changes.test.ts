import type { AclEntry, ClusterObservation } from '@sremesh/contracts';
import { expect, it } from 'vitest';
import { aclChanges } from '../../src/window/acl-changes.ts';
import { observationAt } from './observation.ts';

const acl = (resourceName: string): AclEntry => ({
  principal: 'User:a',
  host: '*',
  operation: 'Read',
  permission: 'Allow',
  resourceType: 'Topic',
  resourceName,
  patternType: 'LITERAL',
});
const sweep = (second: number, entries: AclEntry[] | null): ClusterObservation => ({
  ...observationAt(second, { end: 0, committed: 0 }),
  acls: entries === null ? null : { at: second * 1000, entries },
});

it('acl changes - newest first, each by the first reading that shows it', () => {
  const [a, b, c] = [acl('a'), acl('b'), acl('c')];
  const observations = [sweep(0, null), sweep(1, [a, b]), sweep(2, null), sweep(3, [b, a]), sweep(4, [b, c])];
  expect(aclChanges(observations, { at: 5000, entries: [b] })).toEqual([
    { at: 5000, change: 'removed', entry: c },
    { at: 4000, change: 'added', entry: c },
    { at: 4000, change: 'removed', entry: a },
  ]);
  expect(aclChanges(observations, null)).toHaveLength(2);
});

it('acl changes - the first reading changes nothing, and without readings nothing is known', () => {
  expect(aclChanges([], { at: 1, entries: [acl('a')] })).toEqual([]);
  expect(aclChanges([sweep(0, null), sweep(1, [acl('a')])], null)).toEqual([]);
});
