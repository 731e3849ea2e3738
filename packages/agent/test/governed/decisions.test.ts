import { MeshError, type Principal } from '@sremesh/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decisions } from '../../src/governed/decisions.ts';
import type { CallToDecide, Decision } from '../../src/governed/decision.ts';

const call: CallToDecide = { tenant: 'default', caller: 'reasoning', tool: 'describe_topics', facts: {} };
const minute = 60_000;

/** Governance as the test drives it. */
class Governance {
  asked: CallToDecide[] = [];
  version = 'v1';
  allows = true;
  away = false;
  now = 0;
  readonly decisions = new Decisions({
    ask: (asked) => this.#answer(asked),
    capacity: 50,
    clock: () => this.now,
  });

  async #answer(asked: CallToDecide): Promise<Decision> {
    this.asked.push(asked);
    const { version, allows, away } = this;
    await Promise.resolve();
    if (away) throw new MeshError('MESH_TIMEOUT', 'no answer');
    return { allowed: allows, policies: ['p'], reason: '', policyVersion: version };
  }
}

describe('governed calls - decisions', () => {
  it('asks once for what is the same, however many ask at once', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    await Promise.all(Array.from({ length: 20 }, () => decisions.decide({ ...call })));
    await decisions.decide(call);
    expect(governance.asked).toEqual([call]);
  });

  it('asks for each tenant, caller, person, tool and fact of its own', async () => {
    const governance = new Governance();
    const person: Principal = { name: 'ann', role: 'viewer', tenants: ['default'] };
    const different: CallToDecide[] = [
      call,
      { ...call, tenant: 'other' },
      { ...call, caller: 'gateway' },
      { ...call, tool: 'describe_configs' },
      { ...call, facts: { limit: 1 } },
      { ...call, facts: { limit: '1' } },
      { ...call, principal: person },
      { ...call, principal: { ...person, name: 'bob' } },
      { ...call, principal: { ...person, role: 'admin' } },
      { ...call, principal: { ...person, tenants: [] } },
    ];
    for (const each of [...different, ...different]) await governance.decisions.decide(each);
    expect(governance.asked).toEqual(different);
  });

  it('asks anew at once when another policy is in force', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    expect((await decisions.decide(call)).allowed).toBe(true);
    decisions.usePolicy('v1');
    await decisions.decide(call);
    expect(governance.asked).toHaveLength(1);
    Object.assign(governance, { version: 'v2', allows: false });
    decisions.usePolicy('v2');
    expect(await decisions.decide(call)).toMatchObject({ allowed: false, policyVersion: 'v2' });
  });

  it('does not keep an answer that a notice overtook', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    const old = decisions.decide(call);
    decisions.usePolicy('v2');
    expect((await old).policyVersion).toBe('v1');
    Object.assign(governance, { version: 'v2', allows: false });
    expect((await decisions.decide(call)).allowed).toBe(false);
  });

  it('refuses, to be tried again, what nobody can decide on', async () => {
    const governance = new Governance();
    governance.away = true;
    const refused = await governance.decisions.decide(call).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'MESH_NO_RESPONDER', retryable: true });
    governance.away = false;
    expect((await governance.decisions.decide(call)).allowed).toBe(true);
  });

  it('asks anew beside the call after a minute, bears an outage for ten, and then refuses', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    await decisions.decide(call);
    governance.away = true;
    for (const now of [minute + 1, 9 * minute]) {
      governance.now = now;
      expect((await decisions.decide(call)).allowed).toBe(true);
      await new Promise(setImmediate);
    }
    expect(governance.asked).toHaveLength(3);
    governance.now = 10 * minute + 1;
    await expect(decisions.decide(call)).rejects.toThrow(/cannot be asked/);
  });

  it('asks anew after notices may have been missed', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    await decisions.decide(call);
    governance.now = 5;
    decisions.age();
    Object.assign(governance, { now: 6, allows: false });
    await decisions.decide(call);
    await new Promise(setImmediate);
    expect((await decisions.decide(call)).allowed).toBe(false);
    expect(governance.asked).toHaveLength(2);
  });

  it('keeps a bounded number, the most recently used', async () => {
    const governance = new Governance();
    const { decisions } = governance;
    await decisions.decide(call);
    for (let index = 0; index < 200; index += 1) {
      await decisions.decide({ ...call, facts: { index } });
      await decisions.decide(call);
    }
    expect(governance.asked.filter(({ facts }) => Object.keys(facts).length === 0)).toHaveLength(1);
    await decisions.decide({ ...call, facts: { index: 0 } });
    expect(governance.asked.filter(({ facts }) => facts['index'] === 0)).toHaveLength(2);
  });

  it('never answers an older policy than the last notice named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('call', 'change', 'wait', 'reconnect'), { maxLength: 30 }),
        async (steps) => {
          const governance = new Governance();
          let version = 1;
          const answered: [string, string][] = [];
          for (const step of steps) {
            if (step === 'change') {
              version += 1;
              governance.version = `v${version}`;
              governance.decisions.usePolicy(governance.version);
            } else if (step === 'wait') governance.now += 40_000;
            else if (step === 'reconnect') governance.decisions.age();
            else answered.push([(await governance.decisions.decide(call)).policyVersion, `v${version}`]);
          }
          expect(answered.filter(([answer, inForce]) => answer !== inForce)).toEqual([]);
        },
      ),
    );
  });
});
