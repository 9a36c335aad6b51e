/** Amazon's product numbers, as people paste them. */
const ASIN = /^[A-Z0-9]{10}$/;

/** What one job takes at most. */
export const MAX_ASINS = 500;

export interface Pasted {
  /** Each once, in the order given. */
  asins: string[];
  /** What is none, as it was written. */
  wrong: string[];
}

/** Words, lines or columns: anything but letters and digits ends one. */
export function readAsins(text: string): Pasted {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const asins = words.map((word) => word.toUpperCase()).filter((word) => ASIN.test(word));
  return { asins: [...new Set(asins)], wrong: words.filter((word) => !ASIN.test(word.toUpperCase())) };
}
