/** Moments in words. */

/** "20 Nov 2026, 13:05", in the reader's language. */
export const date = (milliseconds: number): string =>
  new Date(milliseconds).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
