import { canonicalJson } from '@sremesh/contracts';
import {
  checkGrant,
  clockToleranceMs as toleranceMs,
  createGrantSigner,
  generateKeyPair,
} from '@sremesh/policy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { body, grant, use } from '../../packages/policy/test/support/grants.ts';
import { AttackReport } from './report.ts';

const runs = 6000;
const report = new AttackReport('forged grants');
const { args } = use;
const configs = { 'retention.ms': '600000' };
const [issued, ends] = [Date.parse(body.issuedAt), Date.parse(body.expiresAt)];

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
        fc.record({ topic: fc.string(), configs: fc.constant(configs) }),
        fc.record({ topic: fc.constant('orders'), configs: fc.dictionary(fc.string(), fc.string()) }),
        fc.record({ topic: fc.constant('orders'), configs: fc.constant(configs), force: value }),
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
      for (const now of [issued - toleranceMs - beyondMs, ends + toleranceMs + beyondMs])
        report.refused('expired or not yet valid', () => checkGrant(grant, { ...use, now: new Date(now) }));
    }));
});
