import { watch, type FSWatcher } from 'node:fs';

/**
 * Calls `take` after changes in a directory, one call at a time: what changes during one is looked at by the next. A slow
 * poll sees what the file system does not report, and a directory that was put in the place of another.
 */
export function watchDirectory(
  directory: string,
  { take, pollMs }: { take: () => Promise<void>; pollMs: number },
): { look(): Promise<void>; close(): void } {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const look = (): Promise<void> => {
    if (running === undefined) {
      running = take().finally(() => (running = undefined));
      return running;
    }
    next ??= running.then(() => {
      next = undefined;
      return look();
    });
    return next;
  };
  let watcher: FSWatcher | undefined;
  const arm = (): void => {
    try {
      watcher ??= watch(directory, { persistent: false }, () => void look()).on('error', () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // The poll arms it once the directory is there again.
    }
  };
  arm();
  const poll = setInterval(() => {
    arm();
    void look();
  }, pollMs);
  poll.unref();
  return {
    look,
    close() {
      clearInterval(poll);
      watcher?.close();
    },
  };
}
