/** A parent process: starts a whole sandbox in the directory it is given, and tells its processes. */
import { agentAcls } from '../../src/kafka/acls.ts';
import { startSandbox } from '../../src/sandbox.ts';

const sandbox = await startSandbox({
  dir: process.argv[2] ?? '',
  natsAuthorization: 'authorization { user: tester, password: of-this-test }',
  kafkaUsers: agentAcls,
});
await sandbox.baseFlow();
process.stdout.write(`${JSON.stringify(await sandbox.inspect())}\n`);
