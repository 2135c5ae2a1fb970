/** Several charts that change at once are drawn one in a frame, so that none keeps the page from answering for long. */
import { useEffect, useRef, useState } from "react";

/** Whoever waits for a frame, in the order in which they came; each once. */
const waiting = new Set<() => void>();
let frame: number | null = null;

function nextTurn(): void {
  const [first] = waiting;
  if (first) waiting.delete(first);
  frame = waiting.size > 0 ? requestAnimationFrame(nextTurn) : null;
  first?.();
}

/** `wanted`, or what it was before while others have the frame. What belongs together is to be wanted as one object. */
export function useTurn<T>(wanted: T): T {
  const [shown, setShown] = useState({ value: wanted });
  const latest = useRef(wanted);
  const [turn] = useState(() => () => setShown({ value: latest.current }));
  useEffect(() => {
    latest.current = wanted;
    if (wanted === shown.value) return;
    waiting.add(turn);
    frame ??= requestAnimationFrame(nextTurn);
  }, [wanted, shown, turn]);
  useEffect(() => () => void waiting.delete(turn), [turn]);
  return shown.value;
}
