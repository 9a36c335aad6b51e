/** The API, typed by its own OpenAPI document. `await ask(api.GET('/v1/portfolio'))`. */
import createClient from 'openapi-fetch';

import type { paths } from '@/types/api';


import { errorOf } from './errors';
import { API_URL, authorisedFetch } from './transport';

export const api = createClient<paths>({
  baseUrl: API_URL,
  credentials: 'same-origin',
  fetch: authorisedFetch,
});

interface Outcome<Answer> {
  data?: Answer;
  error?: unknown;
  response: Response;
}

/** The answer of a call. Raises: ApiError, Unreachable. */
export async function ask<Answer>(call: Promise<Outcome<Answer>>): Promise<Answer> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorOf(response, error);
  return data as Answer;
}
