/** What the consumers here cannot read: anything but JSON. */
export const badRecord = '<order id="4711"><total>12,50</total>';

export function isBad(value: Buffer | null): boolean {
  try {
    JSON.parse(value?.toString('utf8') ?? '');
    return false;
  } catch {
    return true;
  }
}
