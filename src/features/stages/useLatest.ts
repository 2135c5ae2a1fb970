/** An answer that is asked for anew when what it is about changes, one question after the other. */
import { useEffect, useRef, useState } from "react";
import { errorDataOf } from "../../runs/workerClient";

interface Latest<T> {
  /** The last that came, which may be about what was before; null before the first and after a failure. */
  readonly answer: T | null;
  readonly problem: string | null;
}

/** A number that changes with any of the parts. */
function useKey(parts: readonly unknown[]): number {
  const [seen, setSeen] = useState({ parts, key: 0 });
  const isSame =
    seen.parts.length === parts.length && parts.every((part, index) => part === seen.parts[index]);
  if (isSame) return seen.key;
  const next = { parts, key: seen.key + 1 };
  setSeen(next);
  return next.key;
}

/** @param parts what the question is about: it is another if any of them is. */
export function useLatest<T>(parts: readonly unknown[], ask: () => Promise<T>): Latest<T> {
  const [latest, setLatest] = useState<Latest<T>>({ answer: null, problem: null });
  const key = useKey(parts);
  const waiting = useRef<(() => Promise<T>) | null>(null);
  const busy = useRef(false);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => void (gone.current = true);
  }, []);
  useEffect(() => {
    waiting.current = ask;
    const work = async (): Promise<void> => {
      busy.current = true;
      while (waiting.current && !gone.current) {
        const now = waiting.current;
        waiting.current = null;
        const next = await now().then(
          (answer) => ({ answer, problem: null }),
          (thrown: unknown) => ({ answer: null, problem: errorDataOf(thrown).message }),
        );
        if (!gone.current) setLatest(next);
      }
      busy.current = false;
    };
    if (!busy.current) void work();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
  return latest;
}
