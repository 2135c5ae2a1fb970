import { describe, expect, it } from "vitest";
import { placeCard, type Box } from "./placeCard";

const room: Box = { left: 0, top: 0, width: 1280, height: 800 };
const card = { width: 360, height: 220 };

const covers = (at: { left: number; top: number }, part: Box): boolean =>
  at.left < part.left + part.width &&
  at.left + card.width > part.left &&
  at.top < part.top + part.height &&
  at.top + card.height > part.top;

describe("the card of the tour", () => {
  it.each<[string, Box]>([
    ["the settings", { left: 0, top: 100, width: 320, height: 640 }],
    ["the charts", { left: 860, top: 100, width: 420, height: 640 }],
    ["the timeline", { left: 0, top: 56, width: 1280, height: 44 }],
    ["the controls", { left: 0, top: 744, width: 1280, height: 56 }],
    ["the images", { left: 320, top: 100, width: 540, height: 640 }],
    ["a corner", { left: 1200, top: 760, width: 80, height: 40 }],
  ])("does not cover %s", (_, part) => {
    const at = placeCard(part, card, room);
    expect(covers(at, part)).toBe(false);
    expect(at.left).toBeGreaterThanOrEqual(0);
    expect(at.left + card.width).toBeLessThanOrEqual(room.width);
    expect(at.top + card.height).toBeLessThanOrEqual(room.height);
  });

  it("covers as little as it can of a part that fills the window", () => {
    const at = placeCard({ left: 0, top: 0, width: 1280, height: 700 }, card, room);
    expect(at.top).toBe(800 - 220 - 12);
  });

  it("stands in a corner without a part, and stays inside a window that is too small", () => {
    expect(placeCard(null, card, room)).toEqual({ left: 908, top: 568 });
    expect(placeCard(null, card, { left: 0, top: 0, width: 320, height: 200 })).toEqual({
      left: 12,
      top: 12,
    });
  });
});
