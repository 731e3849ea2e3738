import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '@sremesh/test/until';
import { ceilingOf } from '../../src/access/ceiling.ts';
import { accessKindOf } from '../../src/access/plan.ts';
import type { GovernanceDeps } from '../../src/deps.ts';
import { growth, startCredentials, type Credentials } from '../support/credentials.ts';

let desk: Credentials;

type Deps = Credentials['deps'];

/** Once it knows what this cluster can do. */
const knowing = async (deps: Deps): Promise<Deps> => {
  await until('the cluster was asked', () => deps.kafka?.known() ?? undefined);
  return deps;
};

/** On a real Kafka without authorizer, of its own. */
export const unenforcedSuite = () =>
  describe('unenforced', () => {
    beforeAll(async () => {
      desk = await startCredentials({ authorizer: false });
    }, 120_000);
    afterAll(() => desk.close(), 30_000);

    describe('access - a Kafka that enforces nothing', { timeout: 60_000 }, () => {
      it('is proposed to and no more, saying why', async () => {
        const deps = await knowing(desk.deps);
        const { mode, why } = ceilingOf(deps);
        expect(mode).toBe('propose');
        expect(why).toMatch(/no authorizer.*SREMESH_ALLOW_UNENFORCED/);
        const grant = await desk.grant(growth('orders'), { access: accessKindOf(deps, growth('orders')) });
        expect(grant.access).toBe('resource');
        await expect(desk.redeem(grant.id)).rejects.toMatchObject({
          code: 'MESH_GRANT_REFUSED',
          message: expect.stringContaining('no authorizer'),
        });
      });

      it('gives out the configured principal where that is allowed, under a grant that says so', async () => {
        const deps = await knowing(desk.replica({ SREMESH_ALLOW_UNENFORCED: 'true' }));
        expect(ceilingOf(deps)).toEqual({ mode: 'heal', why: null });
        const topic = await desk.topic();
        const access = accessKindOf(deps, growth(topic));
        expect(access).toBe('unenforced');
        const grant = await desk.grant(growth(topic), { access });
        await expect(desk.redeem(grant.id)).rejects.toThrow(/SREMESH_ALLOW_UNENFORCED/);
        const redeemed = await desk.redeem(grant.id, {}, deps);
        expect(redeemed).toMatchObject({ access: 'unenforced', credential: { username: 'governance' } });
        expect(Date.parse(redeemed.expiresAt)).toBeLessThanOrEqual(Date.parse(grant.expiresAt));
        const input = { topic, configs: { 'retention.ms': '600000' } };
        await desk.actions(redeemed).set_topic_config.apply(input);
        await expect(desk.redeem(grant.id, { workId: 'another' }, deps)).rejects.toMatchObject({
          code: 'MESH_GRANT_REFUSED',
        });
      });

      it('takes everybody where no principal is configured', async () => {
        const deps = await knowing(desk.replica({ SREMESH_ALLOW_UNENFORCED: 'true' }));
        const open: Deps = { ...deps, principal: null };
        const grant = await desk.grant(growth('orders'), { access: 'unenforced' });
        expect(await desk.redeem(grant.id, {}, open)).toMatchObject({ credential: null });
      });
    });

    describe('access - the ceiling', () => {
      const ceiling = (more: Partial<GovernanceDeps>) =>
        ceilingOf({ mode: 'heal', kafka: null, allowUnenforced: false, ...more });

      it('is propose without a Kafka user that could make one', () => {
        expect(ceiling({})).toMatchObject({
          mode: 'propose',
          why: expect.stringContaining('KAFKA_ADMIN_USERNAME'),
        });
      });

      it('is what the mode says where that is less', () => {
        expect(ceiling({ mode: 'observe' })).toEqual({ mode: 'observe', why: null });
      });
    });
  });
