// @ts-check
export { locateKafka, locateNatsServer, locateTools } from './locate.mjs';
export { MissingPiece } from './missing.mjs';
/** @typedef {import('./locate.mjs').Tools} Tools */
/** @typedef {import('./locate.mjs').KafkaTools} KafkaTools */
