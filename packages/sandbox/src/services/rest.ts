const timeoutMs = 15_000;

/** A service of the sandbox said no. */
export class RestError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One request to a service of the sandbox, and the JSON it answers (null where it answers nothing). Throws `RestError`. */
export async function rest(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new RestError(response.status, `${method} ${url}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
