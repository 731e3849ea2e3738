import { HttpProblem } from './problem.ts';

const local = ['localhost', '127.0.0.1', '[::1]'];

/** Addresses that mean "every interface" name no host a client could have meant. */
const names = (listenHost: string): string[] =>
  listenHost === '0.0.0.0' || listenHost === '::'
    ? []
    : [listenHost.includes(':') ? `[${listenHost}]` : listenHost.toLowerCase()];

const hostnameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/**
 * Refuses requests a page of another site made a browser send: a Host header that is none of ours (DNS rebinding), an
 * Origin that is not the site itself.
 */
export function sameSiteCheck(
  listenHost: string,
  allowedHosts: readonly string[],
): (headers: Headers) => void {
  const allowed = new Set([...local, ...names(listenHost), ...allowedHosts]);
  return (headers) => {
    const host = headers.get('host') ?? '';
    if (!allowed.has(hostnameOf(host)))
      throw new HttpProblem(403, `Host: "${host.slice(0, 100)}" is not a name of this gateway`, {
        remedy: 'Name it in SREMESH_ALLOWED_HOSTS if it is one.',
      });
    const origin = headers.get('origin');
    if (origin !== null && !sameOrigin(origin, host))
      throw new HttpProblem(403, `Origin: "${origin.slice(0, 100)}" is another site`, {
        remedy: 'Call the API from its own origin, or from a program that sends no Origin.',
      });
  };
}

const sameOrigin = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
