import type { Detection } from '@sremesh/contracts';
import type { ReadCall } from '../evidence/calls.ts';
import { count, named } from '../text.ts';
import { byHand } from './by-hand.ts';
import { present, resourceOf } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { grade } from './grade.ts';

function driftCall(detection: Detection): ReadCall<'describe_configs'> | undefined {
  const topic = resourceOf(detection, 'topic');
  if (topic !== undefined) return { tool: 'describe_configs', args: { topic, onlyDrifted: true } };
  const broker = Number(resourceOf(detection, 'broker') ?? Number.NaN);
  return Number.isSafeInteger(broker) && broker >= 0
    ? { tool: 'describe_configs', args: { broker, onlyDrifted: true } }
    : undefined;
}

/** How much is not as declared. */
const differs: Signal = {
  name: 'differs',
  weigh(facts) {
    const configs = facts.read(driftCall(facts.detection));
    if (configs === undefined) return undefined;
    const { hasDeclaration } = configs.output;
    const drifted = configs.output.configs.filter((config) => config.drifted);
    const listed = drifted
      .slice(0, 5)
      .map(
        ({ name, value, declared }) =>
          `${named(name)} is ${value ?? 'not set'} instead of ${declared?.value ?? 'not set'}`,
      );
    return {
      logLikelihoodRatio: hasDeclaration
        ? grade(drifted.length, [
            [0, -4],
            [1, 5],
          ])
        : -4,
      because: !hasDeclaration
        ? 'Nothing is declared for it.'
        : `${count(drifted.length, 'config')} not as declared${listed.length === 0 ? '' : `: ${listed.join(', ').slice(0, 500)}`}.`,
      evidenceIds: [configs.evidenceId],
    };
  },
};

export const configDrift: Cause = {
  name: 'config.drift',
  title: 'somebody changed a configuration that is declared otherwise',
  raisedBy: ['config-drift'],
  explainedBy: [],
  gather: (detection) => present(driftCall(detection)),
  signals: [differs],
  response: {
    remedies: [
      byHand('restore-declared', 'set what is declared again'),
      byHand('declare-change', 'declare the change where it was meant'),
    ],
  },
};
