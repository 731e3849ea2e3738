import { MeshError } from '@sremesh/contracts';

/** The part of a grant, or of its use, that a refusal is about. */
export type GrantField =
  | 'grant'
  | 'signature'
  | 'tool'
  | 'args'
  | 'cluster'
  | 'incident'
  | 'tenant'
  | 'issuedAt'
  | 'expiresAt';

/** MESH_GRANT_REFUSED, and which field it was. */
export class GrantRefused extends MeshError {
  readonly field: GrantField;
  constructor(field: GrantField, why: string, remedy = 'Ask governance for a grant of exactly this step.') {
    super('MESH_GRANT_REFUSED', `grant refused: ${field}: ${why}`, { remedy });
    this.name = 'GrantRefused';
    this.field = field;
  }
}
