import type { ReportedCalls } from '@sremesh/mesh';
import type { Item } from './block.ts';

/** The calls an instance reports it served; known by the sender, so that nobody can use up another's ids. */
export const itemOfReport = ({ tenant, role, instance, id, facts }: ReportedCalls): Item => ({
  batch: `${tenant}/${role}/${instance}/${id}`,
  entries: facts.map((fact) => {
    const { at, kind, tenant: _, ...data } = fact;
    return { tenant, entry: { at, kind, source: `${role}/${instance}`, data } };
  }),
});
