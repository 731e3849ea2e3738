import { tools } from '@sremesh/contracts';
import { named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const explainAccess = defineReader(tools.explain_access, (output, args) => {
  const { principal, operation, resourceType, resourceName } = args;
  const verdicts = new Map([
    [true, 'may'],
    [false, 'may not'],
  ]);
  const may = output.allowed === null ? undefined : verdicts.get(output.allowed);
  const what = `${operation} ${resourceType} ${named(resourceName)}`;
  return {
    summary:
      may === undefined
        ? `Whether ${named(principal)} may ${what} cannot be known.`
        : `Principal ${named(principal)} ${may} ${what}.`,
    value: may ?? null,
    unit: null,
    window: windowBefore(output.observedAt, 0),
  };
});
