import { tools } from '@sremesh/contracts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepCall } from '../../src/step-call.ts';
import { evaluateCall } from '../../src/decision/step-context.ts';
import type { PolicyEngine } from '../../src/engine.ts';
import { growRetention } from '../support/changes.ts';
import { calm, standardEngine } from '../support/situations.ts';

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await standardEngine();
});
afterAll(() => engine.close());

/** With every approval there can be. */
const judge = (call: StepCall) =>
  evaluateCall(engine, { call, step: growRetention() }, calm(), { approvals: 2, mode: 'heal' });

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
const args = fc.dictionary(fc.string(), json);
const kind = fc.constantFrom('remedy', 'restore', 'rollback');

/** Retention changes over the values that matter, most of them not to be had. */
const retention = fc.constantFrom(
  null,
  '-1',
  '0',
  '1',
  '60000',
  '600000',
  '604800000',
  '604800001',
  '6e5',
  ' 1',
  '',
);
const configs = fc.oneof(
  { arbitrary: fc.record({ 'retention.ms': retention }), weight: 4 },
  { arbitrary: fc.dictionary(fc.constantFrom('retention.ms', 'cleanup.policy'), retention), weight: 1 },
);
const retentionCall = fc.record({
  kind,
  tool: fc.constant('set_topic_config'),
  args: fc.record({ topic: fc.constantFrom('orders', 'other'), configs }),
  preState: configs,
  undoes: fc.constant(null),
});

describe('policies - default deny', () => {
  it('permits no tool but those two it speaks of, whatever its name and arguments', () => {
    const named = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.keys(tools), '__proto__', 'constructor', 'toString'),
    );
    fc.assert(
      fc.property(kind, named, args, json, (callKind, tool, callArgs, preState) => {
        fc.pre(tool !== 'set_topic_config' && tool !== 'elect_leaders');
        const call: StepCall = { kind: callKind, tool, args: callArgs, preState, undoes: null };
        expect(judge(call)).toMatchObject({ allowed: false });
      }),
      { numRuns: 2000 },
    );
  });

  it('permits neither with arguments that say nothing of its kind', () => {
    fc.assert(
      fc.property(
        kind,
        fc.constantFrom('set_topic_config', 'elect_leaders'),
        args,
        json,
        (callKind, tool, callArgs, preState) => {
          const call: StepCall = { kind: callKind, tool, args: callArgs, preState, undoes: null };
          expect(judge(call)).toMatchObject({ allowed: false });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('permits of all retention changes exactly the growing ones within seven days', () => {
    const limit = 604_800_000;
    let permitted = 0;
    fc.assert(
      fc.property(retentionCall, (call) => {
        const { allowed: actual } = judge(call);
        const [from, to] = [call.preState['retention.ms'], call.args.configs['retention.ms']];
        const alone = [call.preState, call.args.configs].every((named) => Object.keys(named).length === 1);
        const plain = [from, to].every((value) => typeof value === 'string' && /^\d+$/.test(value));
        const wanted =
          call.kind === 'remedy' && alone && plain && Number(to) > Number(from) && Number(to) <= limit;
        if (actual) permitted++;
        expect(actual).toBe(wanted);
      }),
      { numRuns: 5000 },
    );
    expect(permitted).toBeGreaterThan(50);
  });
});
