import { errorMessage, MeshError } from '@sremesh/contracts';
import { readClaims, type Claims, type Closable, type Mesh, type NatsAuth } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Identity } from './identity.ts';

/** So long NATS may refuse it before it is taken for lost: a newer JWT may be on its way. */
const refusedForMs = 5000;
const longestRetryMs = 30_000;

export interface RenewedIdentityOptions {
  jwt: string;
  seed: string;
  publicKey: string;
  log: Logger;
}

/**
 * An identity that governance gave for a while.
 *
 * 1. Half its life after it came, a newer JWT is asked for; until one comes, again and again, never faster than each
 *    eighth of what is left. An outage of governance shorter than the other half drops nobody.
 * 2. A JWT that governance hands over unasked takes its place, where it is of the same key and issuer and not older.
 * 3. A connection has the JWT it began with; the next one begins with the newest.
 */
export class RenewedIdentity implements Identity {
  readonly auth: NatsAuth;
  readonly #options: RenewedIdentityOptions;
  #jwt: string;
  #claims: Claims | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RenewedIdentityOptions) {
    this.#options = options;
    this.#jwt = options.jwt;
    this.#claims = readClaims(options.jwt);
    this.auth = { jwt: () => this.#jwt, seed: options.seed };
  }

  keep(mesh: Mesh, onLost: (why: MeshError) => void): Closable {
    const parts = [mesh.onIdentity((jwt) => this.#take(mesh, jwt)), watchRefusals(mesh, onLost)];
    this.#renewLater(mesh);
    return {
      close: async () => {
        clearTimeout(this.#timer);
        await Promise.all(parts.map((part) => part.close()));
      },
    };
  }

  #take(mesh: Mesh, jwt: string): void {
    const [claims, held] = [readClaims(jwt), this.#claims];
    const fits =
      claims !== undefined &&
      claims.sub === this.#options.publicKey &&
      (held === undefined || (claims.iss === held.iss && claims.iat >= held.iat));
    if (!fits) return this.#options.log.warn('ignored an identity that is not a newer one of this process');
    this.#jwt = jwt;
    this.#claims = claims;
    this.#options.log.info({ expiresAt: new Date(claims.exp * 1000) }, 'this process has a newer identity');
    this.#renewLater(mesh);
  }

  #renewLater(mesh: Mesh): void {
    const { iat, exp } = this.#claims ?? { iat: 0, exp: 0 };
    const halfMs = ((exp - iat) * 1000) / 2;
    // Agents that started together do not ask together.
    this.#after(halfMs * (0.9 + Math.random() * 0.1), mesh, Date.now() + halfMs * 2);
  }

  #after(waitMs: number, mesh: Mesh, endMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(mesh, endMs), waitMs);
  }

  async #renew(mesh: Mesh, endMs: number): Promise<void> {
    try {
      this.#take(mesh, await mesh.renewIdentity({ publicKey: this.#options.publicKey }));
    } catch (error) {
      this.#options.log.warn({ err: error }, `the identity cannot be renewed: ${errorMessage(error)}`);
      const retryMs = Math.min(longestRetryMs, Math.max(500, (endMs - Date.now()) / 8));
      this.#after(retryMs * (0.5 + Math.random() / 2), mesh, endMs);
    }
  }
}

/** Tells once where NATS has refused the identity again and again for `refusedForMs`. */
function watchRefusals(mesh: Mesh, onLost: (why: MeshError) => void): Closable {
  let since: number | undefined;
  return mesh.onStatus(({ type }) => {
    if (type === 'connected') since = undefined;
    if (type !== 'refused') return;
    since ??= performance.now();
    if (performance.now() - since < refusedForMs) return;
    since = Infinity;
    onLost(
      new MeshError('MESH_NATS_REFUSED', 'NATS refuses the identity of this process: revoked or expired', {
        remedy: 'It ends here. Its supervisor starts it anew, with a new identity.',
      }),
    );
  });
}
