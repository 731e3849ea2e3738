import type { AclEntry } from '@sremesh/contracts';
import { expect, it } from 'vitest';
import { standardAuthorizer, type AuthorizerSettings } from '../../src/access/authorizer.ts';
import type { AccessQuestion } from '../../src/access/decide.ts';
import { explain } from '../../src/access/explain.ts';

const acl = (entry: Partial<AclEntry>): AclEntry => ({
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
  host: '*',
};
const plain: AuthorizerSettings = { name: standardAuthorizer, superUsers: false, allowEveryone: false };
const asked = (
  acls: AclEntry[],
  settings: Partial<AuthorizerSettings> = {},
  what: Partial<AccessQuestion> = {},
) => {
  const known = new Set(acls.map(({ principal }) => principal));
  return explain(acls, { ...question, ...what }, { ...plain, ...settings }, known);
};

it('explain - without any setting that ACLs do not show, no ACL means no', () => {
  expect(asked([])).toMatchObject({ allowed: false, decidedBy: null });
  expect(asked([acl({})])).toMatchObject({ allowed: true, decidedBy: acl({}) });
});

it('explain - who is named nowhere may be a super user, where there are some', () => {
  expect(asked([acl({ principal: 'User:b' })], { superUsers: true })).toMatchObject({ allowed: null });
  const named = asked([acl({ operation: 'Write' })], { superUsers: true });
  expect(named).toMatchObject({ allowed: false, reason: expect.stringContaining('super.users') });
});

it('explain - a resource without any ACL is everybody’s, where that may be set', () => {
  const elsewhere = [acl({ resourceName: 'other' })];
  expect(asked(elsewhere, { allowEveryone: true })).toMatchObject({ allowed: null });
  const others = [...elsewhere, acl({ principal: 'User:b' })];
  expect(asked(others, { allowEveryone: true })).toMatchObject({ allowed: false });
});

it('explain - the rules of another authorizer are not known', () => {
  expect(asked([acl({})], { name: 'org.example.Mine' })).toMatchObject({
    allowed: null,
    applicable: [acl({})],
  });
  expect(asked([acl({})], { name: null })).toMatchObject({ allowed: true });
});

it('explain - Create on the cluster makes every topic, also one with a Deny on it', () => {
  const create = acl({ operation: 'Create', resourceType: 'Cluster', resourceName: 'kafka-cluster' });
  const deny = acl({ operation: 'Create', permission: 'Deny' });
  const what = { operation: 'Create' };
  expect(asked([deny], {}, what)).toMatchObject({ allowed: false, decidedBy: deny });
  expect(asked([deny, create], {}, what)).toMatchObject({ allowed: true, decidedBy: create });
});

it('explain - who may write to some topic may write idempotently', () => {
  const what = { operation: 'IdempotentWrite', resourceType: 'Cluster', resourceName: 'kafka-cluster' };
  const write = acl({ operation: 'Write', resourceName: 'team-', patternType: 'PREFIXED' });
  expect(asked([write], {}, what)).toMatchObject({ allowed: true, decidedBy: write });
  const all = acl({ operation: 'Write', permission: 'Deny', resourceName: '*' });
  expect(asked([write, all], {}, what)).toMatchObject({ allowed: false });
  expect(asked([acl({ operation: 'Write', host: '10.0.0.1' })], {}, what)).toMatchObject({ allowed: null });
});
