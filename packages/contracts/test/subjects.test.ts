import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRequestSubject, parseSubject, subjects, tools, workConsumer } from '@sremesh/contracts';

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const wrong = fc.oneof(
  fc.constantFrom('', ' ', 'a.b', 'a b', 'a\n', '.', '>a', '**', 'ä', '\u0000', 'a\tb', '*.>'),
  fc
    .tuple(fc.string({ maxLength: 5 }), fc.constantFrom('.', ' ', '\r', '>', '*'), token)
    .map((parts) => parts.join('')),
);

describe('subjects - format and parse', () => {
  it('a request taken apart is what it was made of', () => {
    fc.assert(
      fc.property(token, token, token, token, (tenant, caller, server, tool) => {
        const subject = subjects.request(tenant, caller, server, 'tools/call', tool);
        const rest = ['tools', 'call', tool];
        expect(parseRequestSubject(subject)).toEqual({
          tenant,
          caller,
          server,
          method: rest.join('/'),
          rest,
        });
      }),
    );
  });

  it('work, dead letters, events and their notices taken apart are what they were made of', () => {
    fc.assert(
      fc.property(token, token, token, (tenant, first, second) => {
        for (const kind of ['work', 'dead', 'event', 'stored'] as const) {
          const subject = subjects[kind](tenant, first, second);
          expect(parseSubject(subject)).toEqual({ tenant, kind, tail: [first, second] });
        }
      }),
    );
  });

  it('a tool’s name is one token', () => {
    for (const name of Object.keys(tools)) {
      const rest = parseRequestSubject(
        subjects.request('t', 'gateway', 'perception', 'tools/call', name),
      )?.rest;
      expect(rest).toEqual(['tools', 'call', name]);
    }
  });

  it.each([
    '',
    'mesh',
    'mesh.v1',
    'mesh.v2.t.req.a.b.c',
    'mesh.v1.t.req.a.b',
    'mesh.v1.t.event.a.b.c',
    'x.mesh.v1.t.req.a.b.c',
  ])('"%s" is no request', (subject) => expect(parseRequestSubject(subject)).toBeUndefined());
});

describe('subjects - what is not one token is refused', () => {
  it('wherever it stands', () => {
    fc.assert(
      fc.property(wrong, (bad) => {
        const uses = [
          () => subjects.request(bad, 'c', 's', 'tools/call'),
          () => subjects.request('t', bad, 's', 'tools/call'),
          () => subjects.request('t', 'c', bad, 'tools/call'),
          () => subjects.request('t', 'c', 's', `tools/${bad}`),
          () => subjects.request('t', 'c', 's', 'tools/call', bad),
          () => subjects.requestsTo(bad, 's'),
          () => subjects.requestsFrom('t', bad, 's'),
          () => subjects.cancel('t', 'c', bad),
          () => subjects.work('t', bad, 'inc-1'),
          () => subjects.dead('t', 'action', bad),
          () => subjects.event('t', bad, 'opened'),
          () => subjects.event('t', 'inc-1', bad),
          () => subjects.heartbeat('role', bad),
          () => subjects.inboxPrefix('role', bad),
          () => workConsumer(bad),
        ];
        for (const use of uses) expect(use).toThrow(RangeError);
      }),
    );
  });

  it('and named in the error, however long', () => {
    expect(() => subjects.inboxesOf('a.b')).toThrow(/"a\.b" is not one subject token/);
    expect(() => subjects.inboxesOf('.'.repeat(10_000))).toThrow(/^.{1,200}$/);
  });
});
