import type { Principal } from '@sremesh/contracts';
import { defaultPolicies } from '../../src/defaults.ts';
import { createPolicyEngine, type PolicyEngine, type Situation, type Usage } from '../../src/engine.ts';

/** The policies that the mesh comes with. */
export const standardEngine = (): Promise<PolicyEngine> => createPolicyEngine({ directory: defaultPolicies });

const unused: Usage = {
  grantsLastHour: 0,
  grantsLastHourSameResource: 0,
  stepsLastDay: 0,
  bytesLastDay: 0,
  changesRunning: 0,
};

export const ann: Principal = { name: 'ann', role: 'operator', tenants: ['default'] };

/** A calm Wednesday: everything is as the default policies want it. */
export const calm = ({
  usage,
  ...change
}: Partial<Situation> & { usage?: Partial<Usage> } = {}): Situation => ({
  caller: 'reasoning',
  tenant: 'default',
  cluster: 'kafka-1',
  mode: 'heal',
  now: new Date('2026-11-25T12:00:00.000Z'),
  evidence: { count: 3, ageSeconds: 20 },
  usageOf: () => ({ ...unused, ...usage }),
  ...change,
});
