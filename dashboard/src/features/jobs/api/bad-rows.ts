/** Every row of a file that is not usable: the report has them a page at a time. */
import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

const PAGE = 100;

export async function allBadRows(id: string): Promise<Schema<'UploadRow'>[]> {
  const rows: Schema<'UploadRow'>[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: PAGE, ...(cursor && { cursor }) };
    const page: Schema<'UploadReport'> = await ask(api.GET('/v1/uploads/{job_id}', { params: { path: { job_id: id }, query } }));
    rows.push(...page.rows);
    ({ cursor } = page);
  } while (cursor);
  return rows;
}
