import { canonicalJson, digestOf, type GrantBody } from '@sremesh/contracts';
import {
  checkGrant,
  createGrantSigner,
  generateKeyPair,
  type GrantMoment,
  type GrantUse,
} from '@sremesh/policy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttackReport } from './report.ts';

const runs = 6000;
const report = new AttackReport('forged grants');

const keys = generateKeyPair();
const issued = Date.parse('2026-11-21T12:00:00.000Z');
const args = { topic: 'orders', configs: { 'retention.ms': '600000' } };
const body: GrantBody = {
  id: 'grant-0123456789abcdef0123',
  tenant: 'default',
  incident: 'inc-1',
  proposalDigest: digestOf('a change'),
  approvalId: 'appr-1',
  step: 0,
  direction: 'forward',
  cluster: 'kafka-1',
  tool: 'set_topic_config',
  argsDigest: digestOf(args),
  expectedPreState: { 'retention.ms': '60000' },
  access: 'resource',
  epoch: 0,
  issuedAt: new Date(issued).toISOString(),
  expiresAt: new Date(issued + 30_000).toISOString(),
};
const grant = createGrantSigner(keys.seed).sign(body);
const toleranceMs = 1000;
const use: GrantUse & { cluster: string } & GrantMoment = {
  publicKey: keys.publicKey,
  tool: body.tool,
  args,
  cluster: body.cluster,
  incident: body.incident,
  tenant: body.tenant,
  now: new Date(issued + 1000),
  toleranceMs,
};

const field = fc.constantFrom(...Object.keys(grant));
const value = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.constantFrom('*', '>', 'grant-*', 'default ', 'rollback', "' or 1=1", '{"__proto__":{}}'),
);
const forAll = <T>(values: fc.Arbitrary<T>, attack: (value: T) => void): void =>
  fc.assert(fc.property(values, attack), { numRuns: runs });

describe('forged grants - none is accepted', () => {
  it('accepts the one that governance signed, for its use, in its time', () => {
    expect(checkGrant(grant, use)).toEqual(body);
  });

  it('with any field set to anything else', () =>
    forAll(fc.tuple(field, value), ([name, other]) => {
      const forged = { ...grant, [name]: other };
      fc.pre(canonicalJson(forged) !== canonicalJson(grant));
      report.refused('a field altered', () => checkGrant(forged, use));
    }));

  it('with fields added or taken away', () =>
    forAll(fc.tuple(field, fc.string({ minLength: 1 }), value, fc.boolean()), ([name, extra, other, add]) => {
      const { [name as 'id']: _, ...without } = grant;
      fc.pre(!add || !Object.hasOwn(grant, extra));
      report.refused('a field added or missing', () =>
        checkGrant(add ? { ...grant, [extra]: other } : without, use),
      );
    }));

  it('signed by anybody else', () => {
    const strangers = Array.from({ length: 20 }, () => createGrantSigner(generateKeyPair().seed));
    forAll(
      fc.tuple(fc.constantFrom(...strangers), fc.record({ step: fc.nat(9), id: fc.nat() })),
      ([stranger, { step, id }]) =>
        report.refused('foreign signature', () =>
          checkGrant(stranger.sign({ ...body, step, id: `grant-${id}0` }), use),
        ),
    );
  });

  it('for wider arguments than it names', () =>
    forAll(
      fc.oneof(
        fc.record({ topic: fc.string(), configs: fc.constant(args.configs) }),
        fc.record({ topic: fc.constant('orders'), configs: fc.dictionary(fc.string(), fc.string()) }),
        fc.record({ topic: fc.constant('orders'), configs: fc.constant(args.configs), force: value }),
      ),
      (wider) => {
        fc.pre(canonicalJson(wider) !== canonicalJson(args));
        report.refused('widened arguments', () => checkGrant(grant, { ...use, args: wider }));
      },
    ));

  it('for another tool, incident, tenant or cluster', () =>
    forAll(
      fc.tuple(fc.constantFrom('tool', 'incident', 'tenant', 'cluster'), fc.string()),
      ([where, other]) => {
        fc.pre(use[where as 'tool'] !== other);
        report.refused('used elsewhere', () => checkGrant(grant, { ...use, [where]: other }));
      },
    ));

  it('before its time or after it, clocks up to five minutes apart and more', () =>
    forAll(fc.integer({ min: 1, max: 600_000 }), (beyondMs) => {
      for (const now of [issued - toleranceMs - beyondMs, issued + 30_000 + toleranceMs + beyondMs])
        report.refused('expired or not yet valid', () => checkGrant(grant, { ...use, now: new Date(now) }));
    }));
});
