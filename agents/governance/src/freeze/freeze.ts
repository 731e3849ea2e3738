import { freezeKey, neverFrozen, type Freeze, type GrantBody } from '@sremesh/contracts';
import type { Store } from '@sremesh/mesh';
import { inTurns } from '../in-turns.ts';

/** The kill switch. Any replica may turn it; the record in the bucket is all there is. */
export interface FreezeSwitch {
  current(): Promise<Freeze>;
  /** Frozen already, it stays as it is; else it is frozen anew, and every grant issued before is void for good. */
  freeze(reason: string, by: string): Promise<Freeze>;
  /** Lifts it; who may is checked before. */
  lift(reason: string, by: string): Promise<Freeze>;
  /** Why a grant no longer counts: the mesh is frozen, or was since the grant's issue. Null where it counts. */
  voided(grant: Pick<GrantBody, 'epoch'>): Promise<string | null>;
}

/** Every method throws where the record cannot be read: what cannot be known to be unfrozen is not granted. */
export function createFreeze(store: Store<Freeze>): FreezeSwitch {
  const set = (frozen: boolean, reason: string, by: string): Promise<Freeze> =>
    inTurns(async () => {
      const stored = await store.get(freezeKey);
      const before = stored?.value ?? neverFrozen;
      if (before.frozen === frozen) return before;
      const after: Freeze = {
        frozen,
        epoch: before.epoch + (frozen ? 1 : 0),
        reason,
        by,
        at: new Date().toISOString(),
      };
      if (stored === undefined) await store.create(freezeKey, after);
      else await store.update(freezeKey, after, stored.revision);
      return after;
    });
  const current = async (): Promise<Freeze> => (await store.get(freezeKey))?.value ?? neverFrozen;
  return {
    current,
    freeze: (reason, by) => set(true, reason, by),
    lift: (reason, by) => set(false, reason, by),
    async voided({ epoch }) {
      const now = await current();
      if (now.frozen) return whyFrozen(now);
      return epoch === now.epoch ? null : 'the mesh was frozen since it was issued';
    },
  };
}

export const whyFrozen = ({ by, at, reason }: Freeze): string =>
  `the mesh would have to be unfrozen; ${by} froze it at ${at}${reason === '' ? '' : `: ${reason}`}`;
