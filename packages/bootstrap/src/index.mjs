// @ts-check
export { locateKafka, locateNatsServer, locateTools } from './locate.mjs';
export { MissingPiece } from './missing.mjs';
export { obtainConnectFile, obtainSchemaRegistry } from './services.mjs';
/** @typedef {import('./locate.mjs').Tools} Tools */
/** @typedef {import('./locate.mjs').KafkaTools} KafkaTools */
