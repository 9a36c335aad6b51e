import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';

import { downloadCsv } from '@/lib/ui/download';
import { expectAccessible } from '@/testing/axe';
import { aFileJob, aResult, anUploadReport, reportOf } from '@/testing/fixtures/jobs';
import { sellersOf } from '@/testing/fixtures/sellers';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';

import { complaintOf, sizeOf } from './file';

vi.mock('@/lib/ui/download', () => ({ downloadCsv: vi.fn() }));

const CSV = 'asin;rating;date\nB07X6C9RMF;4;2026-11-01\n';
const PLACE = 'http://storage.example/bucket/upload.csv';
const aFile = (name = 'export.csv', text = CSV) => new File([text], name, { type: 'text/csv' });
const waiting = () => aFileJob({ status: 'QUEUED', total_asins: 0 });

function shows(job = aFileJob(), report = anUploadReport()) {
  server.use(gives('/v1/jobs/job-7/status', reportOf(job, [aResult()])), gives('/v1/uploads/job-7', report));
}

/** An API and a storage that take a file; what each was sent, in order. */
function takesFiles(storage = () => new HttpResponse(null, { status: 200 })) {
  const sent: unknown[] = [];
  server.use(
    http.post(url('/v1/uploads'), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ ...waiting(), upload_url: PLACE, upload_expires_at: '2026-11-22T06:15:00Z' }, { status: 202 });
    }),
    http.put(PLACE, async ({ request }) => {
      sent.push(await request.text());
      return storage();
    }),
    http.post(url('/v1/uploads/job-7/start'), () => {
      sent.push('start');
      return HttpResponse.json(waiting(), { status: 202 });
    }),
    http.post(url('/v1/jobs/job-7/cancel'), () => {
      sent.push('cancel');
      return HttpResponse.json(waiting(), { status: 202 });
    }),
  );
  return sent;
}

async function openForm() {
  server.use(gives('/v1/sellers', sellersOf([])), gives('/v1/jobs', { items: [], cursor: null }));
  const view = renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Upload a file' }));
  return { ...view, field: await screen.findByLabelText('CSV file') };
}

async function send(field: HTMLElement) {
  await userEvent.upload(field, aFile());
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));
}

test('a file is put to its place as it is, without a seller too, and leads to its report', async () => {
  shows();
  const sent = takesFiles();
  const { router, field } = await openForm();
  await userEvent.upload(field, aFile());
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Marketplace' }), 'Germany');
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job-7'));
  expect(sent).toEqual([{ marketplace_id: 'A1PA6795UKMFR9', filename: 'export.csv', size_bytes: CSV.length }, CSV, 'start']);
});

test('a file can be dropped, and of several the first is taken', async () => {
  shows();
  const sent = takesFiles();
  const { field } = await openForm();
  fireEvent.dragOver(field);
  fireEvent.drop(field, { dataTransfer: { files: [aFile('one.csv'), aFile('two.csv')] } });
  expect(await screen.findByText('One file at a time: the first of them was taken.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));

  await waitFor(() => expect(sent).toContain('start'));
  expect(sent[0]).toMatchObject({ filename: 'one.csv' });
});

test('a drop beside the field does not leave the page', async () => {
  await openForm();

  expect(fireEvent.drop(document.body)).toBe(false);
});

test('a storage that refuses is said so, and the same job is asked for again', async () => {
  shows();
  const answers = [403, 200];
  const sent = takesFiles(() => new HttpResponse(null, { status: answers.shift() ?? 200 }));
  const { router, field } = await openForm();
  await send(field);
  expect(await screen.findByRole('alert')).toHaveTextContent('The storage did not take the file.');
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job-7'));
  expect(sent.filter((each) => each === CSV)).toHaveLength(2);
  expect(sent).not.toContain('cancel');
});

test('a job that ended while its file was on the way is followed by another', async () => {
  shows();
  const sent = takesFiles();
  const keys: (string | null)[] = [];
  const upload = { filename: 'export.csv', rows: 0, bad_rows: 0, is_stored: false };
  const ended = { ...aFileJob({ job_id: 'job-6', status: 'CANCELLED', upload }), upload_url: null, upload_expires_at: null };
  server.use(
    http.post(url('/v1/uploads'), ({ request }) => {
      keys.push(request.headers.get('idempotency-key'));
      return keys.length > 1 ? undefined : HttpResponse.json(ended, { status: 202 });
    }),
  );
  const { router, field } = await openForm();
  await send(field);

  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job-7'));
  expect(keys[1]).toBe('job-6');
  expect(sent.slice(1)).toEqual([CSV, 'start']);
});

test('who closes the form on the way leaves no job that waits for its file', async () => {
  const sent = takesFiles(() => new HttpResponse(null, { status: 403 }));
  const { field } = await openForm();
  await send(field);
  await screen.findByRole('alert');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));

  await waitFor(() => expect(sent.at(-1)).toBe('cancel'));
});

test('the report names each row that was left out, by line and column, and why', async () => {
  shows();
  renderAt('/jobs/job-7');

  const rows = within(await screen.findByRole('table', { name: 'Rows that were left out' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent('14rating“nine” is no rating from 1 to 5.');
  expect(screen.getByText(/^1 of 40 rows was left out\. Columns read: asin, rating, date\. Not known here, and left alone: Agent\.$/)).toBeVisible();
  await expectAccessible();
});

test('every row that was left out can be downloaded, shown or not', async () => {
  const row = (line: number) => ({ line, column: null, reason: 'is empty' });
  shows();
  server.use(
    http.get(url('/v1/uploads/job-7'), ({ request }) =>
      HttpResponse.json(
        new URL(request.url).searchParams.get('cursor')
          ? anUploadReport({ rows: [row(3)], cursor: null })
          : anUploadReport({ rows: [row(2)], cursor: 'next' }),
      ),
    ),
  );
  renderAt('/jobs/job-7');
  await userEvent.click(await screen.findByRole('button', { name: 'Download as CSV' }));

  await waitFor(() =>
    expect(downloadCsv).toHaveBeenCalledWith('rows-left-out-job-7', {
      columns: ['line', 'column', 'reason'],
      rows: [[2, null, 'is empty'], [3, null, 'is empty']],
    }),
  );
});

test('a file that could not be read says so, and why', async () => {
  const failure = 'OpenReviewJob: UnreadableUpload: The column “rating” is missing.';
  const broken = aFileJob({ status: 'FAILED', total_asins: 0, completed_asins: 0, failure });
  shows(broken, anUploadReport({ ...broken, encoding: null, delimiter: null, columns: [], ignored: [], rows: [] }));
  renderAt('/jobs/job-7');

  expect(await screen.findByText('It could not be read as a file of reviews.')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent(/^The column “rating” is missing\.$/);
  expect(screen.getByRole('heading', { name: 'This file could not be read, so nothing of it was taken.' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Retry' })).not.toBeInTheDocument();
});

test('a job whose file never came says so, and counts as no work', async () => {
  const upload = { filename: 'export.csv', rows: 0, bad_rows: 0, is_stored: false };
  const job = aFileJob({ status: 'QUEUED', total_asins: 0, completed_asins: 0, upload });
  server.use(gives('/v1/sellers', sellersOf([])), gives('/v1/jobs', { items: [job], cursor: null }));
  renderAt('/jobs');

  expect(await screen.findByText('Waits for its file')).toBeVisible();
  expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: /at work/ })).not.toBeInTheDocument();
});

test('a job that ended without its file says so, and offers no retry', async () => {
  const upload = { filename: 'export.csv', rows: 0, bad_rows: 0, is_stored: false };
  const failure = 'Its file never came, and the link to put it to has run out.';
  const job = aFileJob({ status: 'CANCELLED', total_asins: 0, completed_asins: 0, failure, upload });
  shows(job, anUploadReport({ ...job, encoding: null, delimiter: null, columns: [], ignored: [], rows: [] }));
  renderAt('/jobs/job-7');

  expect(await screen.findByText('It never came.')).toBeVisible();
  expect(screen.getByText('No file came')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent(failure);
  expect(screen.getByRole('heading', { name: /ended before its file came.*Upload the file anew/ })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Retry' })).not.toBeInTheDocument();
});

test.each([
  ['export.xlsx', 40, /a workbook/],
  ['photo.png', 40, /no CSV file/],
  ['export.csv', 0, /is empty/],
  ['export.csv', 62_000_000, /has 62\.0 MB; up to 50 MB/],
  ['Export.CSV', 50_000_000, null],
  ['export.tsv', 1, null],
])('%s of %i bytes is judged before it is sent', (name, size, said) => {
  if (said) expect(complaintOf({ name, size })).toMatch(said);
  else expect(complaintOf({ name, size })).toBeNull();
});

test('what is wrong with a file is said where it was chosen', async () => {
  const { field } = await openForm();
  await userEvent.upload(field, aFile('export.csv', ''));

  expect(await screen.findByRole('alert')).toHaveTextContent('This file is empty.');
  expect(screen.getByRole('button', { name: 'Upload' })).toBeDisabled();
});

test('sizes are said in the unit that fits', () => {
  expect([812, 41_200, 12_400_000].map(sizeOf)).toEqual(['812 B', '41 kB', '12.4 MB']);
});

test('what the API refuses is said where it was asked', async () => {
  server.use(fails('/v1/uploads', 404, 'seller_not_found', 'There is no seller A9.'));
  const { field } = await openForm();
  await send(field);

  expect(await screen.findByRole('alert')).toHaveTextContent('There is no seller A9.');
});
