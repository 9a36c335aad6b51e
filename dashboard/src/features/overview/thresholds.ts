/** From which attention score the API counts a product as needing attention. */
export const NEEDS_ATTENTION_FROM = 20;
