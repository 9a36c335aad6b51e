/** Titles on Amazon are lists of features: what one would say of it comes first. */
const MAX_SHORT = 48;

/** Up to the first comma, and at most 48 characters, cut between words. */
export function shortTitle(title: string): string {
  const [first = title] = title.split(/, | [-–—|(] ?/);
  if (first.length <= MAX_SHORT) return first;
  const cut = first.slice(0, MAX_SHORT);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_SHORT / 2))}…`;
}
