import { describe, expect, it } from 'vitest';
import { applyingQuota, type Quota, type QuotaEntity } from '../../src/tools/applying-quota.ts';

const quota = (entity: QuotaEntity, limit: number): Quota => ({
  entity,
  limits: [
    { name: 'request_percentage', limit: 1 },
    { name: 'producer_byte_rate', limit },
  ],
});

describe('applying quota', () => {
  it('the nearest of what the metric names wins, and nothing else is looked at', () => {
    const ordered = [
      quota({ user: 'u', clientId: 'c' }, 1),
      quota({ user: 'u', clientId: null }, 2),
      quota({ user: null, clientId: 'c' }, 3),
      quota({ user: null, clientId: null }, 4),
    ];
    const others = [
      quota({ user: 'u' }, 9),
      quota({ clientId: 'c' }, 9),
      quota({ user: 'v', clientId: 'c' }, 9),
    ];
    for (const [skipped] of ordered.entries()) {
      const quotas = [...others, ...ordered.slice(skipped).toReversed()];
      expect(applyingQuota(quotas, { user: 'u', clientId: 'c', request: 'Produce' })?.limit).toBe(
        skipped + 1,
      );
    }
    expect(applyingQuota(others, { user: 'u', clientId: 'c', request: 'Produce' })).toBeNull();
  });

  it('a user alone and a client id alone have quotas of their own, and defaults', () => {
    const quotas = [quota({ user: null }, 1), quota({ user: 'u' }, 2), quota({ clientId: null }, 3)];
    const of = (user: string, clientId: string) =>
      applyingQuota(quotas, { user, clientId, request: 'Produce' });
    expect(of('u', '')).toEqual({ name: 'producer_byte_rate', limit: 2, entity: 'user "u"' });
    expect(of('v', '')).toEqual({ name: 'producer_byte_rate', limit: 1, entity: 'default user' });
    expect(of('', 'c')).toEqual({ name: 'producer_byte_rate', limit: 3, entity: 'default client id' });
  });
});
