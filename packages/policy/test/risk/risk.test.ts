import type { ProposedStep } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { riskOf } from '../../src/risk/risk.ts';
import { stepCall } from '../../src/step-call.ts';
import { electLeaders, growRetention, restoreRetention } from '../support/changes.ts';

const risk = (...steps: ProposedStep[]) => {
  const call = stepCall(steps, steps.length - 1, 'forward');
  return call === undefined ? undefined : riskOf(call);
};
const medium = {
  risk: 'medium',
  reversibility: 'reversible',
  blastRadius: 1,
  bytesMoved: 0,
  clientsAffected: null,
  why: 'reversible, 1 topic, no data moved, 1 tenant, how many consumer groups read it could not be read',
};
const high = { risk: 'high', reversibility: 'irreversible' };

describe('risk - computed', () => {
  it('takes growing retention and its restore for medium and reversible', () => {
    expect(risk(growRetention())).toEqual(medium);
    expect(risk(growRetention(), restoreRetention())).toEqual(medium);
  });

  it('takes shortened retention for high, also where it calls itself a restore', () => {
    expect(risk(growRetention('600000', '60000'))).toMatchObject(high);
    expect(risk(restoreRetention())).toMatchObject(high);
    expect(risk(growRetention(), restoreRetention('30000'))).toMatchObject(high);
  });

  it('counts the partitions of an election', () => {
    expect(risk(electLeaders(7))).toMatchObject({
      risk: 'medium',
      reversibility: 'self-correcting',
      blastRadius: 7,
      bytesMoved: 0,
      why: expect.stringContaining('7 partitions, no data moved'),
    });
  });

  it('takes what it does not know for the worst', () => {
    expect(risk({ ...growRetention(), tool: 'delete_topic' })).toMatchObject(high);
    expect(risk({ ...growRetention(), tool: 'constructor' })).toMatchObject(high);
    expect(risk({ ...electLeaders(), args: {} })).toMatchObject(high);
  });

  it('pays no heed to a risk that the step declares of itself', () => {
    const boast = { ...growRetention('600000', '60000'), risk: 'low', reversibility: 'reversible' };
    expect(risk(boast)).toMatchObject(high);
  });
});
