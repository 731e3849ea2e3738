import { Approval } from '@sremesh/contracts';
import type { ApprovalRecord } from '../records.ts';

/** The record without what is governance's own. */
export const toApproval = (record: ApprovalRecord): Approval => Approval.parse(record);
