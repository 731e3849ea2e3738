import { credentialsSuite } from './credentials.suite.ts';
import { unenforcedSuite } from './unenforced.suite.ts';

// One cluster after the other: each takes seconds to start, and most of a small computer.
credentialsSuite();
unenforcedSuite();
