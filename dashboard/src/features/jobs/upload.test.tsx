import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aFileJob, aResult, anUploadReport, reportOf } from '@/testing/fixtures/jobs';
import { sellersOf } from '@/testing/fixtures/sellers';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';

import { MAX_FILE_BYTES, readText } from './read-file';

const CSV = 'asin;rating;date\nB07X6C9RMF;4;2026-11-01\n';

function shows(job = aFileJob(), report = anUploadReport()) {
  server.use(gives('/v1/jobs/job-7/status', reportOf(job, [aResult()])), gives('/v1/uploads/job-7', report));
}

async function openForm() {
  server.use(gives('/v1/sellers', sellersOf([])), gives('/v1/seller/CSV/jobs', { items: [] }));
  const view = renderAt('/jobs');
  await userEvent.click(await screen.findByRole('button', { name: 'Upload a file' }));
  return { ...view, field: await screen.findByLabelText('CSV file') };
}

test('a file is sent with its marketplace, without a seller too, and leads to its report', async () => {
  const sent: unknown[] = [];
  shows();
  server.use(
    http.post(url('/v1/uploads'), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ ...aFileJob({ status: 'QUEUED' }), upload_url: null, upload_expires_at: null }, { status: 202 });
    }),
  );
  const { router, field } = await openForm();
  await userEvent.upload(field, new File([CSV], 'export.csv', { type: 'text/csv' }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Marketplace' }), 'Germany');
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));

  await waitFor(() => expect(router.state.location.pathname).toBe('/jobs/job-7'));
  expect(sent).toEqual([{ marketplace_id: 'A1PA6795UKMFR9', filename: 'export.csv', csv: CSV }]);
});

test('the report names each row that was left out, by line and column, and why', async () => {
  shows();
  renderAt('/jobs/job-7');

  const rows = within(await screen.findByRole('table', { name: 'Rows that were left out' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent('14rating“nine” is no rating from 1 to 5.');
  expect(screen.getByText(/^1 of 40 rows was left out\. Columns read: asin, rating, date\. Not known here, and left alone: Agent\.$/)).toBeVisible();
  await expectAccessible();
});

test('a file that could not be read says so, and why', async () => {
  const broken = aFileJob({ status: 'FAILED', failure: 'The column “rating” is missing.' });
  shows(broken, anUploadReport({ ...broken, encoding: null, delimiter: null, columns: [], ignored: [], rows: [] }));
  renderAt('/jobs/job-7');

  expect(await screen.findByText('It could not be read as a file of reviews.')).toBeVisible();
  expect(screen.getByRole('alert')).toHaveTextContent('The column “rating” is missing.');
});

test('a file too large for one request is refused before it is sent', async () => {
  const { field } = await openForm();
  const file = new File([CSV], 'export.csv', { type: 'text/csv' });
  Object.defineProperty(file, 'size', { value: MAX_FILE_BYTES + 1 });
  await userEvent.upload(field, file);

  expect(await screen.findByRole('alert')).toHaveTextContent('too large');
  expect(screen.getByRole('button', { name: 'Upload' })).toBeDisabled();
});

test('what the API refuses is said where it was asked', async () => {
  server.use(fails('/v1/uploads', 400, 'unreadable_upload', 'The file has no heading.'));
  const { field } = await openForm();
  await userEvent.upload(field, new File([CSV], 'export.csv', { type: 'text/csv' }));
  await userEvent.click(screen.getByRole('button', { name: 'Upload' }));

  expect(await screen.findByRole('alert')).toHaveTextContent('The file has no heading.');
});

test.each([
  ['UTF-8', [0x67, 0xc3, 0xbc, 0x74], 'güt'],
  ['Windows-1252', [0x67, 0xfc, 0x74], 'güt'],
  ['UTF-16', [0xff, 0xfe, 0x67, 0x00, 0xfc, 0x00], 'gü'],
])('%s is read as what it means', async (_, bytes, text) => {
  expect(await readText(new Blob([new Uint8Array(bytes)]))).toBe(text);
});
