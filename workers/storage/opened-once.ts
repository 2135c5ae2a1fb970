/** What is opened once and shared by all who ask; a failure is not remembered. */

/** @returns a function that opens at its first call and gives the same afterwards; after a failure it tries again. */
export function openedOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () =>
    (opened ??= open().catch((thrown: unknown) => {
      // Another time it may be allowed.
      opened = null;
      throw thrown;
    }));
}
