import { MeshError } from '@sremesh/contracts';

/** A server beside Kafka that is read over HTTP, and how its operator knows it. */
export interface Service {
  /** As in "{name} at … cannot be reached". */
  name: string;
  /** The environment variable that holds its address. */
  variable: string;
  /** Without a trailing slash, and without credentials: fit for messages. */
  base: string;
  /** From the user and password in the address; null where there are none. */
  authorization: string | null;
  /** What may be wrong with the address when something else answers there. */
  hint: string;
}

/** Takes an address apart. Throws MESH_CONFIG_INVALID naming the variable; a password in it is never shown. */
export function serviceAt(name: string, variable: string, address: string, hint: string): Service {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new MeshError('MESH_CONFIG_INVALID', `${variable}: not an http(s) address`, { remedy: hint });
  }
  const { username, password } = url;
  url.username = url.password = url.search = url.hash = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    name,
    variable,
    base: url.href.replace(/\/+$/, ''),
    authorization: username === '' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
    hint,
  };
}

/** For tools whose source is not configured. */
export const notConfigured = (name: string, variable: string): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `${name} is not configured`, { remedy: `set ${variable}` });
