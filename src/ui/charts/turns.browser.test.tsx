import { useLayoutEffect } from "react";
import { createRoot } from "react-dom/client";
import { expect, test } from "vitest";
import { useTurn } from "./turns";

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

test("what changes at once is shown one after the other, a frame for each, and at last in its newest form", async () => {
  const shown = new Map<string, number>();
  const changes: { readonly name: string; readonly frame: number }[] = [];
  let frames = 0;
  function Chart({ name, value }: { readonly name: string; readonly value: number }): null {
    const now = useTurn(value);
    useLayoutEffect(() => {
      if (shown.has(name)) changes.push({ name, frame: frames });
      shown.set(name, now);
    }, [name, now]);
    return null;
  }
  const root = createRoot(document.createElement("div"));
  const names = ["a", "b", "c", "d"];
  const show = (value: number): void =>
    root.render(names.map((name) => <Chart key={name} name={name} value={value} />));
  const pass = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await nextFrame();
      frames++;
    }
  };
  show(1);
  await pass(3);
  expect([...shown.values()]).toEqual([1, 1, 1, 1]);
  show(2);
  await pass(1);
  // While some still wait for their turn.
  show(3);
  await pass(20);
  expect([...shown.values()]).toEqual([3, 3, 3, 3]);
  expect(changes.length).toBeGreaterThanOrEqual(names.length);
  expect(new Set(changes.map(({ frame }) => frame)).size).toBe(changes.length);
  root.unmount();
});
