/** Sizes of elements and of device pixels, as they change. */
import { useEffect, useRef, useState, type RefObject } from "react";

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Size of the element's type. */
  readonly type: number;
}

/** Size of the type for which measures in pixels are meant. */
export const usualType = 14;

/** Content size of the element that the reference is put on, in CSS pixels; zero before the first layout. */
export function useSize<E extends HTMLElement>(): [RefObject<E | null>, Size] {
  const reference = useRef<E | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0, type: usualType });
  useEffect(() => {
    const element = reference.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const width = Math.floor(entry.contentRect.width);
      const height = Math.floor(entry.contentRect.height);
      const type = Number.parseFloat(getComputedStyle(element).fontSize);
      setSize((before) =>
        before.width === width && before.height === height && before.type === type
          ? before
          : { width, height, type },
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [reference, size];
}

/** Device pixels in one CSS pixel; follows zoom and a change of screen. */
export function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${ratio}dppx)`);
    const listener = (): void => setRatio(devicePixelRatio);
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  }, [ratio]);
  return ratio;
}

/** Whether a media query holds now. */
export function useMatch(text: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(text).matches);
  useEffect(() => {
    const query = matchMedia(text);
    const listener = (): void => setHolds(query.matches);
    listener();
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  }, [text]);
  return holds;
}

/** Whether the element is near the visible part of the page. */
export function useVisible<E extends HTMLElement>(): [RefObject<E | null>, boolean] {
  const reference = useRef<E | null>(null);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const element = reference.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setVisible(entry?.isIntersecting ?? false), {
      rootMargin: "120px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [reference, visible];
}
