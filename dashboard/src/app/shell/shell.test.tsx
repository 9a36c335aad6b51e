import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';

import { expectAccessible } from '@/testing/axe';
import { aSession } from '@/testing/fixtures/session';
import { renderAt } from '@/testing/render';
import { server, url } from '@/testing/server';

test('somebody without a session is asked to sign in, and brought back afterwards', async () => {
  server.use(http.post(url('/v1/auth/refresh'), () => new HttpResponse(null, { status: 401 })));

  const { router } = renderAt('/products?brand=Volt');

  await expect.poll(() => router.state.location.pathname).toBe('/sign-in');
  expect(router.state.location.search).toEqual({ next: '/products?brand=Volt' });
});

test('the frame names the organisation, the places to go and who is there', async () => {
  renderAt('/products');

  const main = await screen.findByRole('navigation', { name: 'Main' });
  expect(within(main).getByRole('link', { name: 'Products' })).toHaveAttribute('aria-current', 'page');
  expect(screen.getByText('Demo Brands')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Signed in as Dana Demo' })).toBeVisible();
  await expectAccessible();
});

test('a marketplace chosen once stays in the address of every page', async () => {
  const { router } = renderAt('/products');
  await userEvent.click(await screen.findByRole('button', { name: 'Marketplace: All marketplaces' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Germany' }));
  await userEvent.click(screen.getByRole('link', { name: 'Overview' }));

  await expect.poll(() => router.state.location.href).toBe('/?marketplace=DE');
});

test('another organisation is entered with a session of its own', async () => {
  const organisations = [
    { id: 'demo', name: 'Demo Brands', role: 'owner' as const },
    { id: 'volt', name: 'Volt Audio', role: 'viewer' as const },
  ];
  server.use(
    http.post(url('/v1/auth/refresh'), async ({ request }) => {
      const { organisation_id: id } = (await request.json()) as { organisation_id?: string };
      const organisation = organisations.find((each) => each.id === id) ?? organisations[0];
      return HttpResponse.json(aSession({ organisations, ...(organisation && { organisation }) }));
    }),
  );
  renderAt('/products');
  await userEvent.click(await screen.findByRole('button', { name: 'Organisation: Demo Brands' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /Volt Audio/ }));

  expect(await screen.findByRole('button', { name: 'Organisation: Volt Audio' })).toBeVisible();
});

test('signing out leads to the sign-in page', async () => {
  const { router } = renderAt('/products');
  await userEvent.click(await screen.findByRole('button', { name: 'Signed in as Dana Demo' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));

  await expect.poll(() => router.state.location.href).toBe('/sign-in');
});

test('? lists the keys', async () => {
  renderAt('/products');
  await screen.findByRole('navigation', { name: 'Main' });
  await userEvent.keyboard('?');

  expect(await screen.findByRole('dialog', { name: 'Help and keys' })).toBeVisible();
});
