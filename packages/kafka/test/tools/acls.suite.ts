import { tools as contracts, type ToolInput } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAcls, deleteAcls, type KafkaAclBinding, type KafkaClient } from '../../src/index.ts';
import { apis } from '../../src/protocol/platformatic.ts';
import { kafkaCli, type KafkaCli } from '../support/kafka-cli.ts';
import { uniqueName, type TestCluster } from '../support/cluster.ts';
import { stepUser } from '../support/step-user.ts';
import { handlersOf } from './handlers.ts';

const aclCommand = 'org.apache.kafka.tools.AclCommand';
const configCommand = 'kafka.admin.ConfigCommand';

export const aclsSuite = (cluster: () => TestCluster) =>
  describe('acls', () => {
    let cli: KafkaCli | undefined;
    beforeAll(async () => {
      cli = await kafkaCli(cluster());
    });
    const run = async (...args: Parameters<KafkaCli['run']>) => (await cli?.run(...args)) ?? '';
    const explainBy = async (client: KafkaClient, input: Partial<ToolInput<'explain_access'>>) => {
      const asked = contracts.explain_access.input.parse(input);
      return contracts.explain_access.output.parse(await handlersOf(client).tools.explain_access(asked));
    };
    const explain = (input: Partial<ToolInput<'explain_access'>>) =>
      explainBy(cluster().client('perception'), input);

    it('list_acls - lists what Kafka’s own tool lists, and pages through it', async () => {
      const { tools } = handlersOf(cluster().client('perception'));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { acls, ...rest } = contracts.list_acls.output.parse(
          await tools.list_acls({ limit: 3, ...(cursor === undefined ? {} : { cursor }) }),
        );
        expect(rest).toMatchObject({ authorizer: true, visibility: { complete: true, note: null } });
        seen.push(
          ...acls.map((acl) =>
            [
              acl.resourceType,
              acl.resourceName,
              acl.patternType,
              acl.principal,
              acl.host,
              acl.operation,
              acl.permission,
            ]
              .join(' ')
              .toUpperCase(),
          ),
        );
        cursor = rest.nextCursor ?? undefined;
      } while (cursor !== undefined);
      const theirs: string[] = [];
      let target = '';
      for (const line of (await run(aclCommand, '--list')).split('\n')) {
        const resource = /resourceType=(\w+), name=(.*), patternType=(\w+)\)/.exec(line);
        if (resource !== null) target = resource.slice(1).join(' ');
        const acl = /principal=(.*), host=(.*), operation=(\w+), permissionType=(\w+)\)/.exec(line);
        if (acl !== null) theirs.push([target, ...acl.slice(1)].join(' ').toUpperCase());
      }
      expect(seen.length).toBeGreaterThan(5);
      const plain = (lines: readonly string[]) => new Set(lines.map((line) => line.replaceAll('_', '')));
      expect(plain(seen)).toEqual(plain(theirs));
    });

    it('list_acls - those that apply to a name, and what came and went since the window began', async () => {
      const admin = cluster().client('governance');
      const [user, topic] = [uniqueName('CN=a,O=b c'), uniqueName('orders')];
      const { tools, observer, window } = handlersOf(cluster().client('perception'));
      const binding: KafkaAclBinding = { resource: 'Topic', name: topic, operation: 'Read' };
      const list = async () =>
        contracts.list_acls.output.parse(
          await tools.list_acls({ principal: `User:${user}`, resourceName: topic, limit: 10 }),
        );
      await waitUntil({ what: 'the sweep has read ACLs', timeoutMs: 10_000 }, async () => {
        window.add(await observer.observe());
        return window.observations().at(-1)?.acls !== null;
      });
      await createAcls(admin, user, '*', [binding]);
      const added = await waitUntil({ what: 'the ACL is known', timeoutMs: 10_000 }, async () => {
        const found = await list();
        return found.acls.length > 0 ? found : undefined;
      });
      const entry = {
        principal: `User:${user}`,
        operation: 'Read',
        resourceName: topic,
        permission: 'Allow',
      };
      expect(added).toMatchObject({ total: 1, acls: [entry], changes: [{ change: 'added', entry }] });
      await waitUntil({ what: 'the sweep has seen it', timeoutMs: 10_000 }, async () => {
        window.add(await observer.observe());
        return window
          .observations()
          .at(-1)
          ?.acls?.entries.some((acl) => acl.resourceName === topic);
      });
      await deleteAcls(admin, user);
      const removed = await waitUntil({ what: 'the ACL is gone', timeoutMs: 10_000 }, async () => {
        const found = await list();
        return found.acls.length === 0 ? found : undefined;
      });
      expect(removed.changes).toMatchObject([
        { change: 'removed', entry },
        { change: 'added', entry },
      ]);
      const asked = {
        principal: `User:${user}`,
        operation: 'Read',
        resourceType: 'Topic',
        resourceName: topic,
        host: '*',
      } as const;
      expect(await tools.explain_access(asked)).toMatchObject({
        allowed: false,
        decidedBy: null,
        changes: [{ change: 'removed' }, { change: 'added' }],
      });
    });

    it('acls and quotas - a user who may not see them is not told that there are none', async () => {
      const { tools } = handlersOf(cluster().client('nobody'));
      const hidden = { complete: false, note: expect.stringContaining('on Cluster') };
      expect(await tools.list_acls({ limit: 10 })).toMatchObject({ acls: [], visibility: hidden });
      expect(await tools.list_quotas({ limit: 10 })).toMatchObject({ quotas: [], visibility: hidden });
      const answer = await explainBy(cluster().client('nobody'), {
        principal: 'User:nobody',
        operation: 'Read',
        resourceType: 'Topic',
        resourceName: 'orders',
      });
      expect(answer).toMatchObject({ allowed: null, visibility: hidden });
      expect(answer.reason).toContain('Describe on Cluster');
    });

    it('explain_access - says what Kafka does', { timeout: 60_000 }, async () => {
      const { createTopic, kafka, client } = cluster();
      const prefix = uniqueName('team');
      const topics = {
        own: await createTopic(),
        denied: await createTopic(),
        other: await createTopic(),
        elsewhere: await createTopic(),
        configs: await createTopic(),
      };
      const allows = (name: string, operation: KafkaAclBinding['operation']): KafkaAclBinding => ({
        resource: 'Topic',
        name,
        operation,
      });
      const admin = client('governance');
      const user = await stepUser(admin, kafka.bootstrapServers, [
        allows(topics.own, 'Write'),
        allows(topics.denied, 'All'),
        allows(topics.configs, 'AlterConfigs'),
        { resource: 'Group', name: `${prefix}-literal`, operation: 'Read' },
      ]);
      await createAcls(admin, user.username, '10.9.8.7', [allows(topics.elsewhere, 'Read')]);
      const principal = `User:${user.username}`;
      await run(
        aclCommand,
        ...['--add', '--deny-principal', principal, '--operation', 'Describe', '--topic', topics.denied],
      );
      await run(
        aclCommand,
        ...['--add', '--allow-principal', principal, '--operation', 'Describe'],
        ...['--group', prefix, '--resource-pattern-type', 'prefixed'],
      );
      const mayDescribe = async (topic: string) => {
        const { topics: found } = await user.client.metadata([topic]);
        return found[0]?.errorCode === 0;
      };
      const maySeeConfigs = async (topic: string) => {
        const asked = { resourceType: 2 as const, resourceName: topic, configurationKeys: null };
        const { results } = await user.client.request(
          'any',
          apis.describeConfigsV4.api,
          [asked],
          false,
          false,
        );
        return results[0]?.errorCode === 0;
      };
      await waitUntil({ what: 'the rights are known', timeoutMs: 10_000 }, () => mayDescribe(topics.own));
      const ask = async (operation: 'Describe' | 'DescribeConfigs', resourceName: string) => {
        const answer = await explain({
          principal,
          operation,
          resourceType: 'Topic',
          resourceName,
          host: '127.0.0.1',
        });
        return answer.allowed;
      };
      for (const topic of Object.values(topics)) {
        expect([topic, await ask('Describe', topic)]).toEqual([topic, await mayDescribe(topic)]);
        expect([topic, await ask('DescribeConfigs', topic)]).toEqual([topic, await maySeeConfigs(topic)]);
      }
      expect(await Promise.all(Object.values(topics).map(mayDescribe))).toEqual([
        true,
        false,
        false,
        false,
        false,
      ]);

      const anywhere = await explain({
        principal,
        operation: 'Read',
        resourceType: 'Topic',
        resourceName: topics.elsewhere,
      });
      expect(anywhere).toMatchObject({ allowed: null, reason: expect.stringContaining('10.9.8.7') });
      const denied = await explain({
        principal,
        operation: 'Describe',
        resourceType: 'Topic',
        resourceName: topics.denied,
      });
      expect(denied).toMatchObject({
        allowed: false,
        decidedBy: { permission: 'Deny', operation: 'Describe' },
      });
      expect(denied.applicable.map(({ permission }) => permission)).toEqual(['Deny', 'Allow']);
      const group = await explain({
        principal,
        operation: 'Describe',
        resourceType: 'Group',
        resourceName: `${prefix}-any`,
      });
      expect(group).toMatchObject({
        allowed: true,
        decidedBy: { patternType: 'PREFIXED', resourceName: prefix },
      });
      const idempotently = {
        principal,
        operation: 'IdempotentWrite',
        resourceType: 'Cluster',
        resourceName: 'kafka-cluster',
      } as const;
      expect(await explain({ ...idempotently, host: '127.0.0.1' })).toMatchObject({ allowed: true });
      expect(await explain(idempotently)).toMatchObject({ allowed: null });
      expect(await explain({ ...idempotently, host: '::1' })).toMatchObject({ allowed: false });
      await run(aclCommand, '--remove', '--force', '--deny-principal', principal, '--topic', topics.denied);
      await user.end();
    });

    it('explain_access - leaves open what ACLs do not tell: a super user', async () => {
      const asked = { operation: 'Read', resourceType: 'Topic', resourceName: 'orders' } as const;
      expect(await explain({ ...asked, principal: 'User:admin' })).toMatchObject({
        allowed: null,
        reason: expect.stringContaining('super.users'),
      });
      expect(await explain({ ...asked, principal: 'User:perception' })).toMatchObject({ allowed: false });
    });

    it.each<[string, Partial<ToolInput<'explain_access'>>, RegExp]>([
      ['principal', { principal: 'perception' }, /^principal: "perception" has no type/],
      ['host', { host: 'localhost' }, /^host: "localhost" is no IP address/],
      ['resourceName', { resourceType: 'Cluster', resourceName: 'mine' }, /^resourceName: .*kafka-cluster/],
    ])('explain_access - names the argument at fault: %s', async (_, wrong, message) => {
      const right = {
        principal: 'User:a',
        operation: 'Read',
        resourceType: 'Topic',
        resourceName: 'orders',
      } as const;
      await expect(explain({ ...right, ...wrong })).rejects.toThrow(message);
    });

    it('list_quotas - lists what Kafka’s own tool has set', async () => {
      const user = uniqueName('CN=a,O=b');
      const set = (...entity: string[]) =>
        run(
          configCommand,
          '--alter',
          '--add-config',
          'producer_byte_rate=1024,request_percentage=12.5',
          ...entity,
        );
      await set('--entity-type', 'users', '--entity-name', user);
      await set(
        '--entity-type',
        'users',
        '--entity-name',
        user,
        '--entity-type',
        'clients',
        '--entity-default',
      );
      const { tools } = handlersOf(cluster().client('perception'));
      const limits = { producer_byte_rate: 1024, request_percentage: 12.5 };
      const found = await waitUntil({ what: 'the quotas are known', timeoutMs: 10_000 }, async () => {
        const { quotas, visibility } = contracts.list_quotas.output.parse(
          await tools.list_quotas({ limit: 100 }),
        );
        expect(visibility).toEqual({ complete: true, note: null });
        const mine = quotas.filter((quota) => quota.user === user);
        return mine.length === 2 ? mine : undefined;
      });
      expect(found).toEqual(
        expect.arrayContaining([
          { user, limits },
          { user, clientId: null, limits },
        ]),
      );
    });
  });
