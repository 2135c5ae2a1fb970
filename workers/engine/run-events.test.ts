import { expect, test } from "vitest";
import type { CurvePoint, RunEvent } from "../protocol/events";
import { RunEvents } from "./run-events";

const point = (iteration: number): CurvePoint => ({
  stage: 1,
  iteration,
  loss: 1 / iteration,
  learningRate: 0.01,
  layers: [],
});

test("tells of each kind at most ten times a second", () => {
  let time = 5000;
  const events = new RunEvents(
    () => {},
    () => time,
    () => 0,
  );
  expect([events.due("images"), events.due("images"), events.due("progress")]).toEqual([true, false, true]);
  time += 99;
  expect(events.due("images")).toBe(false);
  time += 1;
  expect([events.due("images"), events.due("images")]).toEqual([true, false]);
});

test("dates the points of the curves, sends them and keeps them after those taken back", () => {
  const sent: RunEvent[] = [];
  let spent = 2.5;
  const events = new RunEvents(
    (event) => sent.push(event),
    () => 0,
    () => spent,
  );
  events.adopt([{ ...point(1), seconds: 1 }]);
  events.emit({ kind: "curve", points: [point(2), point(3)] });
  spent = 4;
  events.emit({ kind: "curve", points: [point(4)] });
  expect(sent).toEqual([
    {
      kind: "curve",
      points: [
        { ...point(2), seconds: 2.5 },
        { ...point(3), seconds: 2.5 },
      ],
    },
    { kind: "curve", points: [{ ...point(4), seconds: 4 }] },
  ]);
  expect(events.curves.map(({ iteration, seconds }) => [iteration, seconds])).toEqual([
    [1, 1],
    [2, 2.5],
    [3, 2.5],
    [4, 4],
  ]);
});

test("grants a wish for the student once", () => {
  const events = new RunEvents(
    () => {},
    () => 0,
    () => 0,
  );
  expect(events.takeWish()).toBe(false);
  events.wishStudent();
  events.wishStudent();
  expect([events.takeWish(), events.takeWish()]).toEqual([true, false]);
});
