/**
 * The one door to @platformatic/kafka: its `Connection` and its raw protocol functions. Names are imported one by one,
 * so that a bundle leaves out its clients and their validators.
 */
import {
  AuthenticationError,
  createAPI,
  describeConfigsV4,
  describeQuorumV2,
  incrementalAlterConfigsV1,
  listGroupsV5,
  listOffsetsV9,
  metadataV12,
  offsetFetchV9,
  ProtocolError,
  protocolErrorsCodesById,
  ResponseError,
  UserError,
} from '@platformatic/kafka';

export { Connection, Writer } from '@platformatic/kafka';
export const errors = {
  AuthenticationError,
  ProtocolError,
  protocolErrorsCodesById,
  ResponseError,
  UserError,
};
export const apis = {
  createAPI,
  metadataV12,
  listGroupsV5,
  offsetFetchV9,
  listOffsetsV9,
  describeConfigsV4,
  incrementalAlterConfigsV1,
  describeQuorumV2,
};
