import type { AclEntry } from '@sremesh/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideAccess, type AccessQuestion } from '../../src/access/decide.ts';

const acl = (entry: Partial<AclEntry> = {}): AclEntry => ({
  principal: 'User:a',
  host: '*',
  operation: 'Read',
  permission: 'Allow',
  resourceType: 'Topic',
  resourceName: 'orders',
  patternType: 'LITERAL',
  ...entry,
});
const question: AccessQuestion = {
  principal: 'User:a',
  operation: 'Read',
  resourceType: 'Topic',
  resourceName: 'orders',
  host: '10.0.0.1',
};
const verdict = (acls: AclEntry[], asked: Partial<AccessQuestion> = {}) =>
  decideAccess(acls, { ...question, ...asked }).verdict;

it.each<[string, AclEntry, Partial<AccessQuestion>, boolean]>([
  ['the same name', acl(), {}, true],
  ['another name', acl({ resourceName: 'order' }), {}, false],
  ['every name', acl({ resourceName: '*' }), {}, true],
  ['a prefix', acl({ resourceName: 'ord', patternType: 'PREFIXED' }), {}, true],
  ['a prefix that is a star is no wildcard', acl({ resourceName: '*', patternType: 'PREFIXED' }), {}, false],
  ['the empty prefix', acl({ resourceName: '', patternType: 'PREFIXED' }), {}, true],
  ['another kind of resource', acl({ resourceType: 'Group' }), {}, false],
  ['everybody', acl({ principal: 'User:*' }), {}, true],
  ['another principal', acl({ principal: 'User:b' }), {}, false],
  ['everybody is a principal of type User only', acl({ principal: 'Group:*' }), {}, false],
  ['another host', acl({ host: '10.0.0.2' }), {}, false],
  ['the same host', acl({ host: '10.0.0.1' }), {}, true],
  ['All', acl({ operation: 'All' }), {}, true],
  ['another operation', acl({ operation: 'Write' }), {}, false],
  ['Describe by Alter', acl({ operation: 'Alter' }), { operation: 'Describe' }, true],
  ['no Describe by Create', acl({ operation: 'Create' }), { operation: 'Describe' }, false],
  [
    'DescribeConfigs by AlterConfigs',
    acl({ operation: 'AlterConfigs' }),
    { operation: 'DescribeConfigs' },
    true,
  ],
  ['no DescribeConfigs by Alter', acl({ operation: 'Alter' }), { operation: 'DescribeConfigs' }, false],
  ['no Read by Describe', acl({ operation: 'Describe' }), {}, false],
])('access - an Allow for %s', (_, entry, asked, allowed) => {
  expect(verdict([entry], asked)).toBe(allowed ? 'allowed' : 'unmatched');
});

it('access - Deny comes before Allow, in any order, and denies only what it names', () => {
  const [allow, deny] = [acl({ operation: 'All' }), acl({ permission: 'Deny' })];
  expect(verdict([allow, deny])).toBe('denied');
  expect(decideAccess([allow, deny], question)).toMatchObject({ decidedBy: deny, applicable: [deny, allow] });
  expect(verdict([allow, deny], { operation: 'Describe' })).toBe('allowed');
  expect(verdict([allow, deny], { operation: 'Write' })).toBe('allowed');
});

it('access - without an address, what holds for some addresses only is in doubt', () => {
  const asked = { host: '*' };
  expect(verdict([acl({ host: '10.0.0.2' })], asked)).toBe('by-host');
  expect(verdict([acl(), acl({ host: '10.0.0.2', permission: 'Deny' })], asked)).toBe('by-host');
  expect(verdict([acl(), acl({ host: '10.0.0.2' })], asked)).toBe('allowed');
  expect(verdict([acl({ permission: 'Deny' }), acl({ host: '10.0.0.2' })], asked)).toBe('denied');
  expect(verdict([], asked)).toBe('unmatched');
});

const some = fc.record({
  principal: fc.constantFrom('User:a', 'User:b', 'User:*'),
  host: fc.constantFrom('*', '10.0.0.1', '10.0.0.2'),
  operation: fc.constantFrom('Read', 'Write', 'Describe', 'All', 'AlterConfigs'),
  permission: fc.constantFrom<AclEntry['permission'][]>('Allow', 'Deny'),
  resourceType: fc.constantFrom('Topic', 'Group'),
  resourceName: fc.constantFrom('orders', 'ord', '*'),
  patternType: fc.constantFrom<AclEntry['patternType'][]>('LITERAL', 'PREFIXED'),
});

it('access - an unknown address is decided as every address would be, or left open', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), fc.constantFrom('Read', 'Describe'), (acls, operation) => {
      const may = (host: string) => verdict(acls, { operation, host }) === 'allowed';
      const everywhere = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map(may);
      const open = verdict(acls, { operation, host: '*' });
      const told = open === 'by-host' ? everywhere : everywhere.map(() => open === 'allowed');
      expect(everywhere).toEqual(told);
    }),
  );
});

it('access - an Allow more never takes away, a Deny more never gives', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), some, (acls, more) => {
      const [before, after] = [verdict(acls) === 'allowed', verdict([...acls, more]) === 'allowed'];
      expect(more.permission === 'Allow' ? after || !before : before || !after).toBe(true);
    }),
  );
});
