import { canonicalJson, tools } from '@sremesh/contracts';
import type { ApiClient } from './client.ts';

const atOnce = 1000;

/** The whole audit of the tenant, record by record, each as one line of canonical JSON. */
export async function* auditLines(api: ApiClient, onPage: (records: number) => void): AsyncGenerator<string> {
  let records = 0;
  for (let after: number | null = 0; after !== null;) {
    const page: Page = await api.get(
      `/api/v1/audit?after=${after}&limit=${atOnce}`,
      tools.query_audit.output,
    );
    for (const record of page.items) yield canonicalJson(record);
    records += page.items.length;
    onPage(records);
    after = page.nextAfter;
  }
}

type Page = ReturnType<typeof tools.query_audit.output.parse>;
