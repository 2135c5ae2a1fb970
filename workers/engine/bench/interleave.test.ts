import { expect, test } from "vitest";
import { interleave, type Lane } from "./interleave";

/** A lane that always takes `seconds`, and writes down when it was its turn. */
function fixedLane(id: string, seconds: number, turns: string[]): Lane {
  return {
    id,
    sample(runs) {
      turns.push(`${id}×${runs}`);
      return Promise.resolve({ seconds, issueSeconds: seconds / 2 });
    },
  };
}

test("lanes take turns, forwards and backwards, after all of them are warm", async () => {
  const turns: string[] = [];
  const lanes = [fixedLane("a", 0.2, turns), fixedLane("b", 0.2, turns)];
  await interleave(lanes, { rounds: 2, leastSamples: 1, secondsPerCase: 10 });
  expect(turns).toEqual(["a×1", "b×1", "a×1", "b×1", "b×1", "a×1"]);
});

test("a short run is averaged over several, a long one sampled less often but never less than asked", async () => {
  const turns: string[] = [];
  const lanes = [
    fixedLane("short", 0.01, turns),
    fixedLane("middle", 0.5, turns),
    fixedLane("long", 4, turns),
  ];
  const timings = await interleave(lanes, { rounds: 8, leastSamples: 3, secondsPerCase: 2 });
  expect(timings.get("short")!.timing).toMatchObject({ samples: 8, runs: 3, median: 0.01 });
  expect(timings.get("middle")!.timing).toMatchObject({ samples: 4, runs: 1 });
  expect(timings.get("long")!).toMatchObject({ timing: { samples: 3, max: 4 }, issue: { median: 2 } });
});
