import { connectRecords, KeyLease, LeaseRecord } from '@sremesh/mesh';

/**
 * A contender as a process of its own: tells each change, and stops itself (SIGSTOP) when told to; what it finds the very
 * moment it goes on is the next thing it tells.
 */
const [url = '', name = '', jwt = '', seed = ''] = process.argv.slice(2);
const records = await connectRecords({ servers: url, instance: name, auth: { jwt: () => jwt, seed } });
const lease = new KeyLease({ store: records.store('leases', LeaseRecord), key: 'lease', holder: name });
lease.onChange((term) => process.send?.({ name, term: term ?? null }));
process.on('message', (what) => {
  if (what === 'close') void lease.close().then(() => process.exit());
  if (what !== 'stop') return;
  const before = lease.valid();
  process.kill(process.pid, 'SIGSTOP');
  process.send?.({ name, before, after: lease.valid() });
});
process.on('disconnect', () => process.exit());
process.send?.({ name, ready: true });
