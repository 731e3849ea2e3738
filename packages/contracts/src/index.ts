export { agents, agentRoles, agentSpec, buckets, isAgentRole } from './agents.ts';
export type { AgentRole, AgentSpec, Bucket, SecretName } from './agents.ts';
export { Challenge, Decision, FeedEvent, FreezeChange, pageOf, Problem, Restriction } from './api.ts';
export { AuditBatch, AuditBlock, AuditCheckpoint, AuditHead, AuditRecord, CallFact } from './audit.ts';
export { canonicalJson, digestOf } from './canonical.ts';
export { causes, isBenign } from './causes.ts';
export type { CauseName } from './causes.ts';
export { EnrolmentAnswer, EnrolmentRequest, PushedIdentity, RenewalRequest } from './enrolment.ts';
export { errorMessage, MeshError, meshErrorCodes, rpcErrorCodes } from './errors.ts';
export type { MeshErrorCode } from './errors.ts';
export { forecast } from './forecast.ts';
export { Freeze, freezeKey, neverFrozen } from './freeze.ts';
export { AgentStatus, Heartbeat, heartbeatIntervalMs, InProgress, lostAfterMs } from './heartbeat.ts';
export { Approval, ApprovalDecision, ApprovalStatus, RequiredApprovals } from './incident/approval.ts';
export { Detection, symptoms } from './incident/detection.ts';
export type { Symptom } from './incident/detection.ts';
export { eventPayloads, eventTypes, IncidentEvent, Reading } from './incident/events.ts';
export type { EventPayload, EventType } from './incident/events.ts';
export { Evidence, evidenceKey } from './incident/evidence.ts';
export { fold, foldAll } from './incident/fold.ts';
export type { FoldState } from './incident/fold.ts';
export { AccessKind, Grant, GrantBody } from './incident/grant.ts';
export { Hypothesis } from './incident/hypothesis.ts';
export { Execution, Incident, incidentStatuses, isClosed } from './incident/incident.ts';
export type { IncidentStatus } from './incident/incident.ts';
export {
  Expectation,
  Proposal,
  ProposedChange,
  ProposedStep,
  riskClasses,
  StepRisk,
  ToolCall,
  Verification,
} from './incident/proposal.ts';
export type { RiskClass } from './incident/proposal.ts';
export { Resource } from './incident/resource.ts';
export {
  childOf,
  metaKeys,
  newTraceParent,
  Principal,
  protocolVersion,
  roles,
  traceIdOf,
  TraceParent,
} from './meta.ts';
export type { CallContext } from './meta.ts';
export { jetStreamApi } from './jetstream-api.ts';
export { enrolmentPermissions, permissionsOf } from './permissions.ts';
export type { Permissions } from './permissions.ts';
export { recordBuckets, recordPermissions, recordStreams, recordSubjects } from './records.ts';
export type { RecordBucket, RecordStream } from './records.ts';
export type {
  AclEntry,
  AclsObservation,
  BrokerMetricsObservation,
  BrokerObservation,
  ClusterObservation,
  ConnectorObservation,
  ConnectorsObservation,
  DriftEntry,
  DriftObservation,
  GroupMembersObservation,
  GroupObservation,
  GroupOffsetObservation,
  HiddenPart,
  LogDirObservation,
  LogDirsObservation,
  MetricsObservation,
  PartitionObservation,
  QuorumObservation,
  ReassignmentsObservation,
  SchemasObservation,
  SubjectObservation,
  TopicObservation,
} from './observation.ts';
export { Approver, Proof, ProofStatement } from './proof.ts';
export { TokenRecord, TokenRecords } from './scoped-token.ts';
export {
  auditConsumer,
  enrolling,
  fromJwt,
  parseRequestSubject,
  parseSubject,
  streams,
  subjects,
  workConsumer,
} from './subjects.ts';
export { IncidentId, Tenant } from './tenant.ts';
export { isToolName, tools } from './tools/index.ts';
export type { ToolArgs, ToolInput, ToolName, ToolOutput, Tools } from './tools/index.ts';
export { Lesson } from './tools/recall-lessons.ts';
export { runbookSections } from './tools/fetch-runbook-section.ts';
export { Forecast } from './tools/forecast.ts';
export { Visibility } from './tools/paging.ts';
export { desiredState, readOnly } from './tools/tool.ts';
export type { ToolAnnotations, ToolContract } from './tools/tool.ts';
export { ApprovalCursor } from './tools/list-approvals.ts';
export { ChallengePurpose } from './tools/request-challenge.ts';
export { Awaited } from './tools/advance-incident.ts';
export type { ToolCallContext, ToolHandlers, WorkContext, WorkHandlers } from './tools/handler.ts';
export { LeadersPreState, leadersPreStateFrom } from './tools/elect-leaders.ts';
export { TopicConfigPreState, topicConfigPreStateFrom } from './tools/set-topic-config.ts';
