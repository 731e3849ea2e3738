import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listSchemas = defineReader(tools.list_schemas, ({ subjects, total, observedAt }) => {
  const breaking = subjects.filter((subject) => subject.compatibleWithPrevious?.forward === false);
  const names = breaking.slice(0, 5).map(({ subject, version }) => `${named(subject)} (version ${version})`);
  const which = names.length === 0 ? '' : `: ${names.join(', ')}`;
  return {
    summary: `${count(total, 'subject')}, ${breaking.length} whose newest version the one before cannot read${which}.`,
    value: breaking.length,
    unit: 'subjects',
    window: windowBefore(observedAt, 0),
  };
});
