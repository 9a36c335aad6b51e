/** The query of an address as plain text: `?brand=Volt&issue=battery`, lists joined by commas. */

type Value = string | number | boolean | string[] | null | undefined;

export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search as Record<string, Value>)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text === undefined || text === null || text === '' || text === false) continue;
    params.set(name, text === true ? '1' : String(text));
  }
  const query = params.toString();
  return query && `?${query}`;
}

/** A text of an address, or undefined when it is missing or empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;

/** One of a closed set, or undefined: an address somebody edited by hand breaks nothing. */
export const oneOf = <Value extends string>(
  value: unknown,
  allowed: readonly Value[],
): Value | undefined => allowed.find((each) => each === value);

/** Also of a number: the router reads what it has read before again. */
export const number = (value: unknown): number | undefined => {
  const parsed = typeof value === 'number' ? value : Number(text(value) ?? Number.NaN);
  return Number.isFinite(parsed) ? parsed : undefined;
};

/** Texts joined by commas, or a list of them that was read before. */
export const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : (text(value)?.split(',').filter(Boolean) ?? []);
