import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aCard, aDetail, aDiff, aReview, aShare, aWork, versionHeads } from '@/testing/fixtures/product-detail';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';
import type { Schema } from '@/types/schema';

const HERE = '/products/US-B0VOLTHEAD';
const PATH = '/v1/products/US-B0VOLTHEAD';

const reviews = [
  aReview('R1', { title: 'Flat by noon', body: '🔋🔋 It was dead by noon.', quote: 'dead by noon' }),
  aReview('R2', { body: 'Nice sound. dead after two hours', quote: 'dead after two hours' }),
  aReview('R3', { title: '<script>alert(1)</script>', body: '<img src=x onerror=alert(1)> [free](https://evil.example) went flat', quote: 'went flat' }),
];

beforeEach(() => {
  server.use(
    gives(PATH, aDetail()),
    gives(`${PATH}/reviews`, { items: reviews, cursor: null }),
    gives(`${PATH}/versions`, { items: versionHeads, cursor: null }),
    gives(`${PATH}/diff`, aDiff()),
    gives(`${PATH}/work`, { items: [] }),
    gives('/v1/members', { items: [], cursor: null }),
  );
});

const drawer = () => screen.findByRole('dialog');

test('the page opens with its answer and the figures it rests on', async () => {
  renderAt(HERE);

  expect(await screen.findByText(/“Battery life” complaints began rising on/)).toBeVisible();
  const attention = screen.getByRole('region', { name: 'Attention 62' });
  expect(within(attention).getByText('Battery life costs about 0.31 stars (40 of 312)')).toBeVisible();
  expect(screen.getByText('Read by local model')).toBeVisible();
  await screen.findByRole('button', { name: 'Work on Battery life: Open' });
  await expectAccessible();
});

test('an issue opens its evidence: the exact words are highlighted, whatever emoji stand before', async () => {
  const { router } = renderAt(HERE);
  await userEvent.click(await screen.findByRole('button', { name: 'Battery life' }));

  const shown = await within(await drawer()).findByRole('article', { name: 'Review R1' });
  expect(shown.querySelector('mark')).toHaveTextContent('dead by noon');
  expect(router.state.location.search).toMatchObject({ issue: 'battery_life' });
  await expectAccessible();
});

test('arrows go from review to review, Escape closes', async () => {
  const { router } = renderAt(`${HERE}?issue=battery_life`);
  const dialog = await drawer();
  await within(dialog).findByRole('article', { name: 'Review R1' });
  await userEvent.keyboard('{ArrowRight}');
  await within(dialog).findByRole('article', { name: 'Review R2' });
  await userEvent.keyboard('{ArrowLeft}');
  await within(dialog).findByRole('article', { name: 'Review R1' });
  await userEvent.keyboard('{Escape}');

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(router.state.location.search).toEqual({});
});

test('e opens the evidence of the issue that j reached', async () => {
  renderAt(HERE);
  await screen.findByRole('button', { name: 'Battery life' });
  await userEvent.keyboard('jje');

  expect(await screen.findByRole('dialog', { name: /Comfort/ })).toBeVisible();
});

test('a citation opens the review it names', async () => {
  renderAt(HERE);
  await userEvent.click(await screen.findByRole('button', { name: 'Open review 2 that this rests on' }));

  const shown = await within(await drawer()).findByRole('article', { name: 'Review R2' });
  expect(shown.querySelector('mark')).toHaveTextContent('dead after two hours');
});

test('what a review says stays text', async () => {
  renderAt(`${HERE}?issue=battery_life&review=R3`);
  const shown = await within(await drawer()).findByRole('article', { name: 'Review R3' });

  expect(shown.querySelector('script, img, a')).toBeNull();
  expect(within(shown).getByRole('heading')).toHaveTextContent('<script>alert(1)</script>');
  expect(shown).toHaveTextContent('[free](https://evil.example)');
  expect(document.querySelectorAll('main img, main script')).toHaveLength(0);
});

test('filters of the reviews are read from the address and kept there', async () => {
  const asked: string[] = [];
  server.use(
    http.get(url(`${PATH}/reviews`), ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [], cursor: null });
    }),
  );
  const { router } = renderAt(`${HERE}?stars=2&sentiment=negative`);
  await userEvent.click(await screen.findByRole('button', { name: 'Show all reviews' }));

  await waitFor(() => expect(router.state.location.href).toBe(HERE));
  await waitFor(() => expect(asked).toContain('?limit=50'));
  expect(asked).toContain('?limit=50&sentiment=negative&rating=2');
});

test('a review that is gone is said to be', async () => {
  renderAt(`${HERE}?review=R77`);

  expect(await within(await drawer()).findByText('This review is not there')).toBeVisible();
});

/** A server that keeps what was decided and counts its versions. */
function keepWork(first: Schema<'IssueWork'>) {
  const seen: unknown[] = [];
  let kept = first;
  server.use(
    http.get(url(`${PATH}/work`), () => HttpResponse.json({ items: kept.version > 0 ? [kept] : [] })),
    http.put(url(`${PATH}/issues/battery_life/work`), async ({ request }) => {
      const body = (await request.json()) as Schema<'IssueWork'> & { expected_version: number };
      seen.push(body);
      if (body.expected_version !== kept.version) {
        return HttpResponse.json(
          { error: { code: 'work_changed', message: 'Changed.', request_id: 'r', details: {} } },
          { status: 409 },
        );
      }
      const { expected_version: version, ...decision } = body;
      kept = { ...kept, ...decision, version: version + 1 };
      return HttpResponse.json(kept);
    }),
  );
  return { seen, overtake: (work: Schema<'IssueWork'>) => (kept = work) };
}

const acknowledge = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'Work on Battery life: Open' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Acknowledge' }));
};

test('acknowledging shows at once and can be undone', async () => {
  const { seen } = keepWork(aWork());
  renderAt(HERE);
  await acknowledge();
  expect(await screen.findByRole('button', { name: 'Work on Battery life: Acknowledged' })).toBeVisible();
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));

  expect(await screen.findByRole('button', { name: 'Work on Battery life: Open' })).toBeVisible();
  await waitFor(() => expect(seen).toHaveLength(2));
  expect(seen).toMatchObject([
    { status: 'acknowledged', expected_version: 0 },
    { status: 'open', expected_version: 1 },
  ]);
});

test('somebody else’s decision is shown instead of overwritten', async () => {
  const { overtake } = keepWork(aWork());
  renderAt(HERE);
  await screen.findByRole('button', { name: 'Work on Battery life: Open' });
  overtake(aWork({ status: 'snoozed', snoozed_until: '2027-01-05', version: 4 }));
  await acknowledge();

  expect(await screen.findByText(/Somebody changed this issue meanwhile/)).toBeVisible();
  expect(await screen.findByRole('button', { name: /Work on Battery life: Snoozed until/ })).toBeVisible();
});

test('a viewer sees decisions and cannot make them', async () => {
  server.use(http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession({ role: 'viewer', scopes: ['products:read'] }))));
  renderAt(HERE);

  expect(await screen.findAllByText('Open')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: /Work on/ })).not.toBeInTheDocument();
});

test('did our fix work? says before, after and what it means', async () => {
  const effect = {
    issue: 'battery_life', on: '2026-11-01', days: 60, before: aShare(30, 100), after: aShare(5, 100), change: -0.25,
    change_low: -0.35, change_high: -0.15, verdict: 'improved',
  };
  server.use(gives(`${PATH}/issues/battery_life/effect`, effect));
  renderAt(`${HERE}?issue=battery_life&panel=work`);

  expect(await screen.findByText(/It looks fixed. “Battery life” was in 30% of reviews before and in 5% since/)).toBeVisible();
  await expectAccessible();
});

test('a note is added to the others', async () => {
  server.use(
    http.post(url(`${PATH}/issues/battery_life/notes`), async ({ request }) => {
      const { text } = (await request.json()) as { text: string };
      return HttpResponse.json(aWork({ version: 1, notes: [{ author: 'u1', at: new Date().toISOString(), text }] }), { status: 201 });
    }),
    fails(`${PATH}/issues/battery_life/effect`, 404),
  );
  renderAt(`${HERE}?issue=battery_life&panel=work`);
  await userEvent.type(await screen.findByRole('textbox', { name: 'A note for the team' }), 'Batch 7 is affected');
  await userEvent.click(screen.getByRole('button', { name: 'Add the note' }));

  const notes = await screen.findByRole('region', { name: 'Notes' });
  expect(await within(notes).findByText('Batch 7 is affected')).toBeVisible();
});

test('a version says in words what changed', async () => {
  renderAt(HERE);

  expect(await screen.findByText('9 reviews added, 1 review edited.')).toBeVisible();
  expect(screen.getByText(/“Battery life” grew from 10% to 13%/)).toBeVisible();
});

test('time travel is in the address, said on the page, and left again', async () => {
  const asked: (string | null)[] = [];
  server.use(
    http.get(url(PATH), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('as_of'));
      return HttpResponse.json(aDetail());
    }),
  );
  renderAt(`${HERE}?as_of=2026-11-20T06:00:00Z`);
  await screen.findByText(/You look at this product as it was shown on/);
  await userEvent.click(screen.getByRole('button', { name: 'Back to now' }));

  await waitFor(() => expect(asked).toEqual(['2026-11-20T06:00:00Z', null]));
  expect(screen.queryByText(/You look at this product/)).not.toBeInTheDocument();
});

test('a product without reviews says what comes next', async () => {
  const { insight } = aDetail();
  const none = aShare(0, 0);
  server.use(
    gives(
      PATH,
      aDetail({
        product: aCard({ reviews: 0, analysed: 0, mean_rating: null, price: null }),
        insight: {
          ...insight,
          head: { ...insight.head, reviews: 0, analysed: 0 },
          issues: [],
          summary: [],
          unanalysed: {},
          sentiment: { positive: none, neutral: none, negative: none, dominant: null },
        },
        trend: [], daily: [], rising: [], issue_trends: [], in_category: [], prices: [],
        attention: { score: 0, parts: [], since: null },
        window: { days: 30, recent: none, previous: none, direction: 'flat' },
      }),
    ),
    gives(`${PATH}/reviews`, { items: [], cursor: null }),
  );
  renderAt(HERE);

  expect(await screen.findByText('No review of this product has been read yet.')).toBeVisible();
  expect(await screen.findByText('No reviews yet')).toBeVisible();
  expect(screen.getByText('No summary yet')).toBeVisible();
  await expectAccessible();
});

test('a failure says so with the request id, and can be retried', async () => {
  server.use(fails(PATH, 500, 'internal', 'Something broke.'));
  renderAt(HERE);

  expect(await screen.findByText('req-1')).toBeVisible();
  server.use(gives(PATH, aDetail()));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/began rising/)).toBeVisible();
});

test('a product that is not there is told apart', async () => {
  server.use(fails(PATH, 404, 'product_not_found'));
  renderAt(HERE);

  expect(await screen.findByText('There is no such product')).toBeVisible();
});
