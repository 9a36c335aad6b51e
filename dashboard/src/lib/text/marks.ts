/**
 * Which stretches of a text to highlight. Offsets of the API count characters as Python does (code
 * points); a JavaScript string counts UTF-16 units, so an emoji before a quote would shift it.
 */
export interface Span {
  start: number;
  end: number;
  /** What the stretch should say; when it says otherwise it is not marked. */
  quote: string;
}

export interface Stretch {
  text: string;
  isMarked: boolean;
}

/** The whole text in order, cut where marks begin and end. Overlapping marks become one. */
export function stretches(text: string, spans: readonly Span[]): Stretch[] {
  const characters = Array.from(text);
  const right = spans
    .filter(({ start, end, quote }) => start < end && characters.slice(start, end).join('') === quote)
    .sort((one, other) => one.start - other.start);
  const cut: Stretch[] = [];
  let at = 0;
  for (const { start, end } of right) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    push(cut, characters.slice(at, from), false);
    push(cut, characters.slice(from, end), true);
    at = end;
  }
  push(cut, characters.slice(at), false);
  return cut;
}

/** Do the offsets still fit the text? They do not when a review was edited after it was read. */
export const fits = (text: string, { start, end, quote }: Span): boolean =>
  Array.from(text).slice(start, end).join('') === quote;

function push(cut: Stretch[], characters: string[], isMarked: boolean): void {
  if (characters.length === 0) return;
  const last = cut.at(-1);
  if (last?.isMarked === isMarked) last.text += characters.join('');
  else cut.push({ text: characters.join(''), isMarked });
}
