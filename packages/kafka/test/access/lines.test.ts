import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asKafkaWrites, deletableName, difference, userOfLine } from '../../src/index.ts';
import { aclLine } from '../../src/access/lines.ts';

const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
const acl = fc.record({
  resourceType: fc.constantFrom(2, 3, 4, 99),
  resourceName: name,
  resourcePatternType: fc.constantFrom(3, 4),
  principal: name.map((user) => `User:${user}`),
  host: fc.oneof(fc.ipV4(), fc.constant('*')),
  operation: fc.integer({ min: 2, max: 20 }),
  permissionType: fc.constantFrom(2, 3),
});

describe('access - lines', () => {
  it('tell every ACL from every other, and whose it is', () => {
    fc.assert(
      fc.property(acl, acl, (one, other) => {
        expect(aclLine(one) === aclLine(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
        expect(`User:${userOfLine(aclLine(one))}`).toBe(one.principal);
      }),
    );
  });

  it('differ by what was added and what was removed, whatever the order', () => {
    expect(difference(['a', 'b'], ['b', 'a'])).toBeNull();
    expect(difference(['a', 'b'], ['b', 'c'])).toEqual({ added: ['c'], removed: ['a'] });
  });
});

describe('access - hosts', () => {
  it.each([
    ['10.0.0.7', '10.0.0.7'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:0DB8::00ff', '2001:db8:0:0:0:0:0:ff'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ])('%s is spelt %s', (address, spelt) => {
    expect(asKafkaWrites(address)).toBe(spelt);
  });

  it('has one spelling for each IPv6 address', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        // An IPv4 address inside IPv6 is spelt as IPv4.
        fc.pre(groups.slice(0, 5).some((group) => group !== 0));
        const plain = groups.map((group) => group.toString(16)).join(':');
        const padded = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
        expect(asKafkaWrites(padded)).toBe(plain);
      }),
    );
  });
});

describe('access - user names', () => {
  it('come last in a Java hash map of any size up to 65,536, and follow from what was wanted', () => {
    const hashOf = (text: string): number =>
      Buffer.from(text).reduce((hash, code) => (Math.imul(31, hash) + code) | 0, 0);
    fc.assert(
      fc.property(fc.stringMatching(/^sremesh-[0-9a-f]{20}-[1-9]$/), (wanted) => {
        const made = deletableName(wanted);
        expect(made).toMatch(new RegExp(`^${wanted}-[a-z0-9]{4}$`));
        expect(deletableName(wanted)).toBe(made);
        const hash = hashOf(made);
        expect((hash ^ (hash >>> 16)) & 0xffff).toBe(0xffff);
      }),
      { numRuns: 30 },
    );
  });
});
