import { Approver } from '@sremesh/contracts';
import { z } from 'zod';
import { importPublicKey } from '../grant/keys.ts';

/** Those who may decide. A name is one person and a key is one person, or two approvals could be one person's. */
export const Approvers = z
  .array(Approver)
  .max(1000)
  .superRefine((approvers, context) => {
    for (const field of ['name', 'publicKey'] as const) {
      const seen = new Set<string>();
      for (const approver of approvers) {
        if (seen.has(approver[field]))
          context.addIssue({ code: 'custom', message: `two approvers have the ${field} ${approver[field]}` });
        seen.add(approver[field]);
      }
    }
    for (const { name, publicKey } of approvers)
      if (!isPublicKey(publicKey))
        context.addIssue({ code: 'custom', message: `publicKey of ${name}: not 32 bytes in base64url` });
  });

function isPublicKey(text: string): boolean {
  try {
    importPublicKey(text);
    return true;
  } catch {
    return false;
  }
}
