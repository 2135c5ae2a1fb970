/** Where a part of the page is, followed while the page scrolls, grows and changes. */
import { useEffect, useState } from "react";
import type { Box } from "./placeCard";

/** Milliseconds between two looks; parts come and go with the run. */
const beat = 250;

const find = (selectors: readonly string[]): Element | null => {
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (element && element.getClientRects().length > 0) return element;
  }
  return null;
};

/** The room between what is fixed to the edges of the window. */
export function freeRoom(): Box {
  const head = document.querySelector(".page-head")?.getBoundingClientRect();
  const foot = document.querySelector(".page-foot")?.getBoundingClientRect();
  const top = Math.max(0, head?.bottom ?? 0);
  const bottom = Math.min(innerHeight, foot?.top ?? innerHeight);
  return { left: 0, top, width: document.documentElement.clientWidth, height: Math.max(0, bottom - top) };
}

/** What can be seen of a part: head and foot of the page lie over the rest of it. */
function visibleBox(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (element.closest(".page-head, .page-foot")) return { left, top, width, height };
  const room = freeRoom();
  const [from, to] = [Math.max(left, room.left), Math.min(left + width, room.left + room.width)];
  const [high, low] = [Math.max(top, room.top), Math.min(top + height, room.top + room.height)];
  return { left: from, top: high, width: Math.max(0, to - from), height: Math.max(0, low - high) };
}

/**
 * Brings a part into view: on a narrow window, where the card stands below it, to the top.
 */
function bring(element: Element): void {
  if (element.closest(".page-head, .page-foot")) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = matchMedia("(max-width: 899px)").matches;
  element.scrollIntoView({ block: narrow ? "start" : "nearest", behavior: calm ? "auto" : "smooth" });
}

const same = (a: Box | null, b: Box | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.left === b.left &&
    a.top === b.top &&
    a.width === b.width &&
    a.height === b.height);

/**
 * The box in the window of the first part that is there, null without one. The part is scrolled to once, when it is
 * pointed at.
 */
export function useTarget(selectors: readonly string[]): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  const key = selectors.join("\n");
  useEffect(() => {
    const wanted = key.split("\n");
    let shown: Element | null = null;
    const look = (): void => {
      const element = find(wanted);
      if (element && element !== shown) {
        shown = element;
        bring(element);
      }
      const next = element && visibleBox(element);
      setBox((before) => (same(before, next) ? before : next));
    };
    look();
    const timer = setInterval(look, beat);
    addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    return () => {
      clearInterval(timer);
      removeEventListener("scroll", look, { capture: true });
      removeEventListener("resize", look);
    };
  }, [key]);
  return box;
}
