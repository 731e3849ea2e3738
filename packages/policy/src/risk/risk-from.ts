import type { StepRisk } from '@sremesh/contracts';

/** What is known of a call before its risk is computed. */
export interface RiskFacts {
  reversibility: StepRisk['reversibility'];
  /** Resources that it touches, and what they are called in one word. */
  blastRadius: number;
  resource: string;
  /** Bytes that are copied between brokers where each has disks of its own. */
  bytesMoved: number;
  /** Places replicas on other brokers. */
  movesReplicas: boolean;
  /** Tenants whose resources it touches. */
  tenants: number;
  /** One of the few steps that are known to be harmless. */
  routine: boolean;
}

/** What was read of the cluster for it. */
export interface Measured {
  /** Consumer groups that read what the call touches; null where perception did not say. */
  clientsAffected: number | null;
  /** Whether brokers keep their data on disks of their own, or all in one store. */
  storage: 'local' | 'shared';
}

/** Nothing was read. */
export const unmeasured: Measured = { clientsAffected: null, storage: 'local' };

/**
 * Risk = reversibility × blast radius × data moved × tenants. High: irreversible, moves data, or more than one tenant's.
 * Low: routine and reversible, one resource, no data moved. Medium: everything between. On shared storage the brokers take
 * a replica over without copying it, so that moving replicas is not moving data.
 */
export function riskFrom(facts: RiskFacts, { clientsAffected, storage }: Measured): StepRisk {
  const { reversibility, blastRadius, movesReplicas, tenants, routine } = facts;
  const inPlace = movesReplicas && storage === 'shared';
  const bytesMoved = inPlace ? 0 : facts.bytesMoved;
  const movesData = bytesMoved > 0 || (movesReplicas && !inPlace);
  const high = reversibility === 'irreversible' || movesData || tenants > 1;
  const low = routine && reversibility === 'reversible' && blastRadius <= 1 && !movesReplicas;
  const why = [
    reversibility,
    `${blastRadius} ${facts.resource}${blastRadius === 1 ? '' : 's'}`,
    movesData ? `${bytesMoved} bytes moved` : 'no data moved',
    ...(inPlace
      ? ['the storage is shared, so that replicas move without their data; with local disks it would be high']
      : []),
    `${tenants} tenant${tenants === 1 ? '' : 's'}`,
    clientsAffected === null
      ? 'how many consumer groups read it could not be read'
      : `${clientsAffected} consumer group${clientsAffected === 1 ? '' : 's'} read it`,
  ];
  return {
    risk: high ? 'high' : low ? 'low' : 'medium',
    reversibility,
    blastRadius,
    bytesMoved,
    clientsAffected,
    why: why.join(', '),
  };
}
