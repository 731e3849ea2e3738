import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const mountAndBecome = [
  'mkdir -p "$1.disk"',
  'mount -t tmpfs -o "size=$2" tmpfs "$1.disk"',
  'cp -a "$1/." "$1.disk"',
  'mount --bind "$1.disk" "$1"',
  'shift 2',
  'exec "$@"',
].join(' && ');

/**
 * A command that gives the program after it a disk of `bytes` in place of the directory `dir`, with what is in it now.
 * The disk is memory in a mount namespace of the program's own: nobody else sees it, it needs no rights, and it is gone
 * with the program. Throws where this computer has no such namespaces.
 */
export async function smallDisk(dir: string, bytes: number): Promise<string[]> {
  const ways = [['-Urm'], ['-m']];
  for (const flags of ways) {
    const tried = run('unshare', [...flags, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { timeout: 10_000 });
    const works = await tried.then(
      () => true,
      () => false,
    );
    if (works) return ['unshare', ...flags, 'sh', '-c', mountAndBecome, 'small-disk', dir, String(bytes)];
  }
  throw new Error(
    'this fault needs a disk of its own: Linux with `unshare`, and user namespaces (sysctl user.max_user_namespaces) or root',
  );
}
