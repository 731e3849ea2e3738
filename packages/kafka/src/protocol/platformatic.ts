/**
 * The one door to @platformatic/kafka: its `Connection` and its raw protocol functions. Names are imported one by one,
 * so that a bundle leaves out its clients and their validators.
 */
import {
  alterUserScramCredentialsV0,
  AuthenticationError,
  createAclsV3,
  createAPI,
  deleteAclsV3,
  describeAclsV3,
  describeClusterV1,
  describeConfigsV4,
  describeQuorumV2,
  describeUserScramCredentialsV0,
  incrementalAlterConfigsV1,
  listGroupsV5,
  listOffsetsV9,
  metadataV12,
  offsetFetchV9,
  ProtocolError,
  protocolErrorsCodesById,
  ResponseError,
  saslHandshakeV1,
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
  describeClusterV1,
  createAclsV3,
  deleteAclsV3,
  describeAclsV3,
  alterUserScramCredentialsV0,
  describeUserScramCredentialsV0,
  saslHandshakeV1,
};
