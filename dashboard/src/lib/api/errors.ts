/** What can go wrong between the dashboard and the API, as values the views can explain. */
import { z } from 'zod/mini';

const Envelope = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    request_id: z.string(),
    details: z._default(z.record(z.string(), z.unknown()), {}),
  }),
});

/** The API answered, and it was not a success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
  }
}

/** No answer came: the network, or the server behind it, is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The error an answer stands for; a proxy's HTML page is one, too. */
export function errorOf(response: Response, body: unknown): ApiError {
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterS = retryAfter > 0 ? retryAfter : null;
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) {
    const message = `The server answered ${response.status} without saying why.`;
    const id = response.headers.get('x-request-id');
    return new ApiError(response.status, 'unreadable', message, id, {}, retryAfterS);
  }
  const { code, message, request_id: id, details } = parsed.data.error;
  return new ApiError(response.status, code, message, id, details, retryAfterS);
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

/** Worth asking again without anybody changing anything. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Unreachable ||
  (error instanceof ApiError && [429, 502, 503, 504].includes(error.status));
