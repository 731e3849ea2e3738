import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

/** Tells when the connection has been away for so long that what this process holds may be running elsewhere. */
export function whenCutOff(link: Link, afterMs: number, tell: () => void): Closable {
  let timer: NodeJS.Timeout | undefined;
  const watch = link.onStatus(({ type }) => {
    if (type !== 'connected' && type !== 'disconnected') return;
    clearTimeout(timer);
    if (type === 'disconnected') timer = setTimeout(tell, afterMs);
  });
  return {
    async close() {
      clearTimeout(timer);
      await watch.close();
    },
  };
}
