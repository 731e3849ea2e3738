import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listAcls = defineReader(tools.list_acls, (output, { resourceName }) => {
  const removed = output.changes.filter(({ change }) => change === 'removed');
  const [newest] = removed;
  const on = resourceName === undefined ? '' : ` that apply to ${named(resourceName)}`;
  const last =
    newest === undefined
      ? ''
      : `, the last: ${newest.entry.permission} ${newest.entry.operation} on ${newest.entry.resourceType} ` +
        `${named(newest.entry.resourceName)} for ${named(newest.entry.principal)}`;
  const hidden = output.visibility.complete === false ? '; not all may be seen' : '';
  return {
    summary: `${count(output.total, 'ACL')}${on}, ${count(removed.length, 'removal')} of late${last}${hidden}.`,
    value: removed.length,
    unit: 'ACLs removed',
    window: windowBefore(output.observedAt, output.windowSeconds),
  };
});
