import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listSchemas = defineReader(tools.list_schemas, ({ subjects, total, observedAt, configured }) => {
  const breaking = subjects.filter((subject) => subject.compatibleWithPrevious?.forward === false);
  const names = breaking.slice(0, 5).map(({ subject, version }) => `${named(subject)} (version ${version})`);
  const which = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return {
    summary: configured
      ? `${count(total, 'subject')}, ${breaking.length} whose newest version the one before cannot read${which}.`
      : 'No schema registry is configured.',
    value: configured ? breaking.length : null,
    unit: configured ? 'subjects' : null,
    window: windowBefore(observedAt, 0),
  };
});
