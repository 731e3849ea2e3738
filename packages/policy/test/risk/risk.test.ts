import type { ProposedStep } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { riskOf, stepCall } from '../../src/index.ts';
import { electLeaders, growRetention, restoreRetention } from '../support/changes.ts';

const risk = (...steps: ProposedStep[]) => {
  const call = stepCall(steps, steps.length - 1, 'forward');
  return call === undefined ? undefined : riskOf(call);
};
const medium = { risk: 'medium', reversibility: 'reversible', blastRadius: 1, bytesMoved: 0 };
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
    expect(risk(electLeaders(7))).toEqual({
      risk: 'medium',
      reversibility: 'self-correcting',
      blastRadius: 7,
      bytesMoved: 0,
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
