import { expect, it } from "vitest";
import { bytes, clock, count, counted, duration, figure, percent, speed } from "./format";

it("writes numbers as people read them", () => {
  expect([clock(7), clock(72), clock(7389)]).toEqual(["0:07", "1:12", "2:03:09"]);
  expect([duration(8), duration(72), duration(120), duration(7380)]).toEqual([
    "8 s",
    "1 min 12 s",
    "2 min",
    "2 h 3 min",
  ]);
  expect([
    figure(0),
    figure(0.12345),
    figure(0.00002),
    figure(12345),
    figure(1e5),
    figure(Number.NaN),
  ]).toEqual(["0", "0.123", "2e−5", "12\u202f345", "1e5", "not a number"]);
  expect([count(3000), counted(1, "image"), counted(2, "class", "classes")]).toEqual([
    "3\u202f000",
    "1 image",
    "2 classes",
  ]);
  expect([bytes(26e6), bytes(1.44e9), percent(0.6123)]).toEqual(["26 MB", "1.4 GB", "61.2"]);
  expect([speed(9.81, "it"), speed(0.25, "it")]).toEqual(["9.8 it/s", "4.0 s/it"]);
});
