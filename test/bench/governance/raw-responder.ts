/** The floor: a bare subscription that answers at once, as a process of its own. Environment: NATS_URL. */
import { connect } from 'nats';
import { answer } from './answer.ts';
import { rawSubject } from './raw-subject.ts';

const connection = await connect({ servers: process.env['NATS_URL'] ?? '' });
const body = JSON.stringify(answer);
connection.subscribe(rawSubject, { callback: (_, message) => void message.respond(body) });
await connection.flush();
console.log('ready');
process.once('SIGTERM', () => process.exit(0));
