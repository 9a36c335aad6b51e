/** Errors in plain words: what happened, what it means, what can be done. */
import { ApiError, Unreachable } from './errors';

export interface Explanation {
  title: string;
  meaning: string;
  requestId: string | null;
  /** The server is away, rather than unwilling. */
  isAway: boolean;
  mayRetry: boolean;
}

/** what: the thing that could not be had, as in "the products". */
export function explain(error: unknown, what: string): Explanation {
  if (error instanceof Unreachable) {
    return {
      title: 'The server cannot be reached',
      meaning: `So ${what} could not be loaded. Check your connection; nothing is lost.`,
      requestId: null,
      isAway: true,
      mayRetry: true,
    };
  }
  if (!(error instanceof ApiError)) {
    return {
      title: 'Something went wrong here',
      meaning: `This page stumbled over ${what}. Reloading usually helps; if it does not, tell us.`,
      requestId: null,
      isAway: false,
      mayRetry: true,
    };
  }
  return { ...wording(error, what), requestId: error.requestId, isAway: error.status >= 502 };
}

function wording(error: ApiError, what: string): Omit<Explanation, 'requestId' | 'isAway'> {
  const mayRetry = error.status >= 500 || error.status === 429;
  switch (error.status) {
    case 403:
      return {
        title: 'Your role does not allow this',
        meaning: `To see ${what}, ask an owner of your organisation.`,
        mayRetry,
      };
    case 404:
      return {
        title: 'There is nothing here',
        meaning: `The address asks for ${what}, and there is no such thing, or no longer.`,
        mayRetry,
      };
    case 429:
      return { title: 'Too many requests', meaning: busy(error, what), mayRetry };
    case 502:
    case 503:
    case 504:
      return {
        title: 'The server is busy or starting',
        meaning: `So ${what} could not be loaded just now. This usually passes within a minute.`,
        mayRetry,
      };
    default:
      return { title: `Could not load ${what}`, meaning: error.message, mayRetry };
  }
}

function busy(error: ApiError, what: string): string {
  const wait = error.retryAfterS ? ` Try again in ${Math.ceil(error.retryAfterS)} s.` : '';
  return `Your organisation’s limit is reached, so ${what} could not be loaded.${wait}`;
}
