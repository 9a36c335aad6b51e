import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aMe, aSession } from '@/testing/fixtures/session';
import { aKey, aMember, anInvite, aView, someSettings } from '@/testing/fixtures/settings';
import { renderAt } from '@/testing/render';
import { fails, gives, server, url } from '@/testing/server';

/** Bodies sent to a route, which answers with `answer`. */
function takes(method: 'post' | 'patch' | 'delete', path: string, answer: object | null, status = 200) {
  const bodies: unknown[] = [];
  server.use(
    http[method](url(path), async ({ request }) => {
      bodies.push(method === 'delete' ? null : await request.json());
      return answer ? HttpResponse.json(answer, { status }) : new HttpResponse(null, { status: 204 });
    }),
  );
  return bodies;
}

const asViewer = () => {
  const me = { role: 'viewer' as const, scopes: ['products:read' as const, 'account:read' as const] };
  server.use(http.post(url('/v1/auth/refresh'), () => HttpResponse.json(aSession(me))));
};

test('the schedule says when the next run is, and can be changed', async () => {
  server.use(gives('/v1/settings', someSettings()));
  const sent = takes('patch', '/v1/settings', someSettings());
  renderAt('/settings');
  await screen.findByText(/^next run/);
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'How often' }), 'Every 6 hours');
  await expectAccessible();
  await userEvent.click(screen.getByRole('button', { name: 'Save the schedule' }));

  expect(await screen.findByText('Saved.')).toBeVisible();
  expect(sent).toEqual([{ schedule: { enabled: true, interval_hours: 6, hour_utc: null } }]);
});

test('an empty limit of the budget is lifted, the others are kept', async () => {
  server.use(gives('/v1/settings', someSettings()));
  const sent = takes('patch', '/v1/settings', someSettings());
  renderAt('/settings/runs');
  await userEvent.type(await screen.findByRole('spinbutton', { name: 'Tokens a day' }), '100000');
  await userEvent.clear(screen.getByRole('spinbutton', { name: 'US dollars a run' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save the budget' }));

  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent).toEqual([{ budget: { usd_a_run: null, usd_a_day: null, tokens_a_run: null, tokens_a_day: 100_000 } }]);
});

test('what the API refuses is said where it was asked', async () => {
  server.use(gives('/v1/settings', someSettings()));
  server.use(
    http.patch(url('/v1/settings'), () =>
      HttpResponse.json({ error: { code: 'invalid', message: 'Too high.', request_id: 'r', details: {} } }, { status: 400 }),
    ),
  );
  renderAt('/settings/attention');
  await screen.findByRole('spinbutton', { name: 'A product needs attention from' });
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect(await screen.findByRole('alert')).toHaveTextContent('Too high.');
});

test('a viewer reads the settings, and is told who may change them', async () => {
  asViewer();
  server.use(gives('/v1/settings', someSettings()));
  renderAt('/settings/runs');

  expect(await screen.findByRole('button', { name: 'Save the budget' })).toBeDisabled();
  expect(screen.getByText(/ask an owner/)).toBeVisible();
  expect(screen.queryByRole('link', { name: 'API keys' })).not.toBeInTheDocument();
});

test('a key is shown once, and may no more than whoever makes it', async () => {
  server.use(gives('/v1/api-keys', { items: [], cursor: null }));
  const sent = takes('post', '/v1/api-keys', { ...aKey({ name: 'Export' }), key: 'ss_once_only' }, 201);
  renderAt('/settings/keys');
  await userEvent.click(await screen.findByRole('button', { name: 'New key' }));
  const dialog = await screen.findByRole('dialog', { name: 'New API key' });
  expect(within(dialog).getAllByRole('checkbox')).toHaveLength(aMe().scopes.length);
  await userEvent.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Export');
  await userEvent.click(within(dialog).getByRole('checkbox', { name: 'keys:read' }));
  await expectAccessible();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make the key' }));

  expect(await screen.findByText('ss_once_only')).toBeVisible();
  const [{ scopes }] = sent as [{ scopes: string[] }];
  expect(scopes).toContain('products:read');
  expect(scopes).not.toContain('keys:read');
  expect(scopes.some((scope) => scope.endsWith(':write'))).toBe(false);
  await userEvent.click(screen.getByRole('button', { name: 'I have copied it' }));
  await waitFor(() => expect(screen.queryByText('ss_once_only')).not.toBeInTheDocument());
});

test('a key is revoked after asking', async () => {
  server.use(gives('/v1/api-keys', { items: [aKey(), aKey({ key_id: 'x', name: 'Old', status: 'revoked' })], cursor: null }));
  const sent = takes('delete', '/v1/api-keys/02e81e36b3348abd', null);
  renderAt('/settings/keys');
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke Nightly export' }));
  expect(screen.queryByRole('button', { name: 'Revoke Old' })).not.toBeInTheDocument();
  const dialog = await screen.findByRole('dialog', { name: 'Revoke “Nightly export”?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Revoke' }));

  expect(await screen.findByText(/Revoked “Nightly export”/)).toBeVisible();
  expect(sent).toHaveLength(1);
});

function team() {
  server.use(
    gives('/v1/members', {
      items: [aMember({ user_id: 'u1', name: 'Dana Demo', email: 'demo@example.com', role: 'owner', brands: null }), aMember()],
      cursor: null,
    }),
    gives('/v1/invites', { items: [anInvite()], cursor: null }),
  );
}

test('the team: roles and brands change, people are invited', async () => {
  team();
  const changed = takes('patch', '/v1/members/u2', aMember());
  const invited = takes('post', '/v1/invites', anInvite({ email: 'new@example.com' }), 201);
  renderAt('/settings/team');
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Role of Max Manager' }), 'Viewer');
  await userEvent.click(screen.getByRole('button', { name: 'Brands that Max Manager sees: Volt' }));
  const seen = within(await screen.findByRole('dialog', { name: /^Brands that Max Manager sees/ }));
  await userEvent.clear(seen.getByRole('textbox', { name: 'Brands' }));
  await userEvent.click(seen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(changed).toEqual([{ role: 'viewer' }, { brands: null }]));
  await expectAccessible();

  await userEvent.type(screen.getByRole('textbox', { name: 'E-mail' }), 'new@example.com');
  await userEvent.click(screen.getByRole('button', { name: 'Send the invite' }));
  expect(await screen.findByText('An invite is on its way to new@example.com.')).toBeVisible();
  expect(invited).toEqual([{ email: 'new@example.com', role: 'viewer' }]);
});

test('the last owner’s refusal is shown beside the role', async () => {
  team();
  const error = { code: 'last_owner', message: 'Somebody has to own it.', request_id: 'r', details: {} };
  server.use(http.patch(url('/v1/members/u1'), () => HttpResponse.json({ error }, { status: 409 })));
  renderAt('/settings/team');
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Role of Dana Demo' }), 'Viewer');

  expect(await screen.findByRole('alert')).toHaveTextContent('Somebody has to own it.');
});

test('one’s own name and password', async () => {
  const renamed = takes('patch', '/v1/auth/me', aMe({ user: { ...aMe().user, name: 'Dana D.' } }));
  const changed = takes('post', '/v1/auth/password/change', null);
  renderAt('/settings/profile');
  const name = await screen.findByRole('textbox', { name: 'Your name' });
  await userEvent.clear(name);
  await userEvent.type(name, 'Dana D.');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByRole('button', { name: 'Signed in as Dana D.' })).toBeVisible();
  expect(renamed).toEqual([{ name: 'Dana D.' }]);

  await userEvent.type(screen.getByLabelText('Current password'), 'old password');
  await userEvent.type(screen.getByLabelText('New password'), 'a longer password');
  await userEvent.click(screen.getByRole('button', { name: 'Change the password' }));
  await waitFor(() => expect(changed).toEqual([{ current_password: 'old password', new_password: 'a longer password' }]));
  await expectAccessible();
});

test('a saved view opens what it holds, is renamed, and comes back after deleting', async () => {
  server.use(gives('/v1/views', { items: [aView()] }));
  const renamed = takes('patch', '/v1/views/v1', aView({ name: 'Volt' }));
  const removed = takes('delete', '/v1/views/v1', null);
  const restored = takes('post', '/v1/views', aView(), 201);
  renderAt('/settings/views');
  expect(await screen.findByRole('link', { name: 'Volt, worst first' })).toHaveAttribute('href', '/products?brand=Volt&sort=attention');
  await userEvent.click(screen.getByRole('button', { name: 'Rename Volt, worst first' }));
  await userEvent.clear(screen.getByRole('textbox', { name: 'New name of Volt, worst first' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'New name of Volt, worst first' }), 'Volt');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(renamed).toEqual([{ name: 'Volt' }]));

  await userEvent.click(await screen.findByRole('button', { name: 'Delete Volt, worst first' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(restored).toEqual([{ name: 'Volt, worst first', page: 'products', query: 'brand=Volt&sort=attention' }]));
  expect(removed).toHaveLength(1);
});

test('settings that cannot be loaded say so', async () => {
  server.use(fails('/v1/settings', 500));
  renderAt('/settings');

  expect(await screen.findByText('req-1')).toBeVisible();
});
