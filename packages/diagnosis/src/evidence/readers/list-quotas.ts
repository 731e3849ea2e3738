import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listQuotas = defineReader(tools.list_quotas, ({ quotas, total, observedAt }) => {
  const listed = quotas.slice(0, 3).map(({ user, clientId, limits }) => {
    const who = [user, clientId]
      .filter((name) => name !== undefined)
      .map((name) => named(name ?? '(default)'));
    const bounds = Object.entries(limits).map(([name, limit]) => `${name}=${limit}`);
    return `${who.length === 0 ? 'by address' : who.join('/')} ${bounds.join(' ')}`.slice(0, 300);
  });
  return {
    summary: `${count(total, 'quota')}${listed.length === 0 ? '' : `: ${listed.join('; ')}`}.`,
    value: total,
    unit: 'quotas',
    window: windowBefore(observedAt, 0),
  };
});
