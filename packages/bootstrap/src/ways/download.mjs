// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const answerMs = 20_000;
const wholeMs = 5 * 60_000;

/**
 * Downloads to a file and checks it.
 * @param {string} url
 * @param {string} file
 * @param {string} sha256 Hexadecimal
 * @param {AbortSignal} signal
 */
export async function download(url, file, sha256, signal) {
  await pipeline(await open(url, signal), createWriteStream(file));
  await checkSha256(file, sha256);
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function downloadText(url, signal) {
  /** @type {Buffer[]} */
  const chunks = [];
  for await (const chunk of await open(url, signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Refuses a file whose content is not the expected one.
 * @param {string} file
 * @param {string} sha256 Hexadecimal
 */
export async function checkSha256(file, sha256) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new Error(
      `${file} has sha256 ${found} where ${sha256} is expected: it is damaged or not the real one`,
    );
  }
}

/** @param {string} url @param {AbortSignal} signal */
async function open(url, signal) {
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => ending.abort(new Error(`no answer in ${answerMs / 1000} s`)), answerMs);
  try {
    signal.throwIfAborted();
    const response = await fetch(url, { signal: ending.signal });
    clearTimeout(timer);
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    const body = Readable.fromWeb(response.body);
    const whole = setTimeout(() => ending.abort(new Error(`not complete in ${wholeMs / 1000} s`)), wholeMs);
    return body.once('close', () => {
      clearTimeout(whole);
      signal.removeEventListener('abort', end);
    });
  } catch (error) {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(`${url}: ${reason instanceof Error ? reason.message : String(reason)}`, { cause: error });
  }
}
