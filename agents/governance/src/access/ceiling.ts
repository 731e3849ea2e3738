import type { Mode } from '@sremesh/policy';
import type { GovernanceDeps } from '../deps.ts';

/** How far the mesh may go on the cluster as it is, and why not further; null where the mode itself says it. */
export interface Ceiling {
  mode: Mode;
  why: string | null;
}

/**
 * Where Kafka cannot hold a step to its grant, proposing is as far as it goes, unless the user allows it
 * (SREMESH_ALLOW_UNENFORCED). A cluster that has not answered yet sets no ceiling: nothing is done there without it.
 */
export function ceilingOf({
  mode,
  kafka,
  allowUnenforced,
}: Pick<GovernanceDeps, 'mode' | 'kafka' | 'allowUnenforced'>): Ceiling {
  if (mode !== 'heal') return { mode, why: null };
  if (kafka === null)
    return propose('governance has no Kafka user that could make one for a step (KAFKA_ADMIN_USERNAME)');
  const capabilities = kafka.known();
  if (capabilities === null || capabilities.hindrance === null) return { mode, why: null };
  if (capabilities.enforces) return propose(capabilities.hindrance);
  return allowUnenforced
    ? { mode, why: null }
    : propose(`${capabilities.hindrance}; SREMESH_ALLOW_UNENFORCED would have to be true`);
}

const propose = (why: string): Ceiling => ({ mode: 'propose', why });
