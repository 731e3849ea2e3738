import { Freeze, freezeKey, MeshError } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { until } from '@sremesh/test/until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFreeze } from '../../src/freeze/freeze.ts';
import { GrantRecord } from '../../src/records.ts';
import { callIn, newIncident } from '../support/changes.ts';
import { people } from '../support/people.ts';
import { prove } from '../support/deciding.ts';
import { approved, ask, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());
afterEach(() => lift());

const olgaOperates = { name: 'olga', role: 'operator' as const, tenants: ['default'] };

const freeze = (reason = 'something is wrong') =>
  running.gateway.call('set_freeze', { frozen: true, reason }, callIn(newIncident(), olgaOperates));

async function lift(person = people.ann, reason = 'all is well') {
  const proof = await prove(running, person, {
    purpose: 'unfreeze',
    subject: 'default',
    decision: { reason },
  });
  return running.gateway.call('set_freeze', { frozen: false, reason, proof }, callIn(newIncident()));
}

const current = async () =>
  (await running.governance.store('freeze', Freeze).get(freezeKey))?.value ?? { frozen: false, epoch: 0 };

const frozen = { granted: false, grantId: null, reason: expect.stringContaining('olga froze it at') };

/** Whether governance answers somebody, asked for a moment. */
async function answered(from: Mesh): Promise<true | undefined> {
  try {
    await from.call('list_approvals', { limit: 1 }, callIn(newIncident()), { timeoutMs: 500 });
    return true;
  } catch (error) {
    if (error instanceof MeshError && error.retryable) return undefined;
    throw error;
  }
}

describe('freeze - stopping', () => {
  it('stops every grant at once, and says who froze it and why', async () => {
    const asked = await approved(running);
    const { freeze: record } = await freeze('looks odd');
    expect(record).toMatchObject({ frozen: true, by: 'olga', reason: 'looks odd' });
    await expect(ask(running, asked)).resolves.toEqual(frozen);
    await lift();
    await expect(ask(running, asked)).resolves.toMatchObject({ granted: true });
  });

  it('voids grants issued before, also once it is lifted', async () => {
    const asked = await approved(running);
    const { grantId } = await ask(running, asked);
    const stored = await running.records.store('grants', GrantRecord).get(grantId ?? '');
    const grant = stored?.value.grant ?? { epoch: -1 };
    const switched = createFreeze(running.governance.store('freeze', Freeze));
    expect(await switched.voided(grant)).toBeNull();
    await freeze();
    expect(await switched.voided(grant)).toContain('would have to be unfrozen');
    await lift();
    expect(await switched.voided(grant)).toBe('the mesh was frozen since it was issued');
    await expect(ask(running, asked)).resolves.toMatchObject({
      granted: false,
      reason: expect.stringContaining(`${grantId} is void`),
    });
  });

  it('is one freeze however often and by however many it is set', async () => {
    const { epoch } = await current();
    const other = await running.start();
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => freeze(`reason ${index}`)));
    expect(new Set(all.map(({ freeze: record }) => JSON.stringify(record))).size).toBe(1);
    expect((await current()).epoch).toBe(epoch + 1);
    await other.stop();
  });

  it('survives a restart of governance, and of NATS by kill -9', async () => {
    const asked = await approved(running);
    await freeze();
    await running.restart();
    await expect(ask(running, asked)).resolves.toEqual(frozen);
    await running.nats.server.kill();
    await running.nats.server.start();
    await until('governance answers people again', () => answered(running.gateway));
    await expect(ask(running, asked)).resolves.toEqual(frozen);
  });
});

describe('freeze - lifting', () => {
  it.each([
    ['without a proof', undefined, 'proof: there is none'],
    ['by an approver of another tenant', people.olga, 'no say in tenant default'],
  ])('is refused %s', async (_, person, message) => {
    await freeze();
    const reason = 'all is well';
    const proof =
      person === undefined
        ? {}
        : {
            proof: await prove(running, person, {
              purpose: 'unfreeze',
              subject: 'default',
              decision: { reason },
            }),
          };
    const admin = { name: 'adam', role: 'admin' as const, tenants: ['default'] };
    await expect(
      running.gateway.call('set_freeze', { frozen: false, reason, ...proof }, callIn(newIncident(), admin)),
    ).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining(message),
    });
    expect(await current()).toMatchObject({ frozen: true });
  });

  it('takes an approver or an admin of the tenant, and says whose hand it was', async () => {
    await freeze();
    expect((await lift(people.adam)).freeze).toMatchObject({ frozen: false, by: 'adam' });
    await freeze();
    expect((await lift(people.ann)).freeze).toMatchObject({ frozen: false, by: 'ann' });
  });
});
