import { describe, expect, it, vi } from "vitest";
import { RunDriver } from "./driver";
import type { Run } from "./engine/run";
import type { RunEvent } from "./protocol/events";
import { defaultRecipe } from "./protocol/recipe/defaults";

/** Units of each part; every unit takes two steps. */
const parts = [3, 2, 4];
const total = 9;

/** What the driver calls of a run, with parts that compute nothing. */
class CountedRun {
  readonly recipe = defaultRecipe("mtt");
  readonly doing = null;
  steps = 0;

  get unitsDone(): number {
    return this.steps >> 1;
  }

  get partsBefore(): number {
    let left = this.unitsDone;
    let at = 0;
    while (at < parts.length && left >= parts[at]!) left -= parts[at++]!;
    return at;
  }

  get finished(): boolean {
    return this.unitsDone === total;
  }

  async step(): Promise<void> {
    this.steps++;
  }

  rest(): void {}
  async tell(): Promise<void> {}
  async dispose(): Promise<void> {}
}

interface Driven {
  readonly run: CountedRun;
  readonly driver: RunDriver;
  readonly events: RunEvent[];
  /** Resolves when it rests, or has ended. */
  readonly rests: () => Promise<void>;
}

/** A run that was paused before its first step. */
async function paused(): Promise<Driven> {
  const run = new CountedRun();
  const events: RunEvent[] = [];
  const driver = new RunDriver(run as unknown as Run, (event) => void events.push(event));
  driver.pause();
  const isAtRest = (): boolean => {
    const last = events.at(-1);
    return last?.kind === "rested" || (last?.kind === "state" && last.state === "finished");
  };
  const rests = (): Promise<void> => vi.waitFor(() => expect(isAtRest()).toBe(true));
  await rests();
  return { run, driver, events, rests };
}

const states = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === "state" ? [event.state] : []));

describe("a step", () => {
  it("completes one unit, and stays paused", async () => {
    const { run, driver, events, rests } = await paused();
    const before = run.unitsDone;
    events.length = 0;
    driver.step("unit");
    await rests();
    expect(run.unitsDone).toBe(before + 1);
    expect(states(events)).toEqual([]);
    await driver.stop();
  });

  it("to the end of the part runs, and pauses where the next one begins", async () => {
    const { run, driver, events, rests } = await paused();
    for (const [part, units] of [
      [1, 3],
      [2, 5],
    ] as const) {
      events.length = 0;
      driver.step("part");
      await rests();
      expect(run).toMatchObject({ partsBefore: part, unitsDone: units });
      expect(states(events)).toEqual(["running", "paused"]);
    }
    driver.step("part");
    await rests();
    expect(run.finished).toBe(true);
    expect(driver.now).toBe("finished");
  });

  it("to the end of the part can be paused on its way, and is forgotten when the run is resumed", async () => {
    const { run, driver, rests } = await paused();
    driver.step("part");
    driver.pause();
    await rests();
    expect(run.unitsDone).toBeLessThan(3);
    driver.resume();
    await vi.waitFor(() => expect(driver.now).toBe("finished"));
  });

  it("is taken only while the run is paused", async () => {
    const { driver } = await paused();
    driver.resume();
    driver.step("part");
    await vi.waitFor(() => expect(driver.now).toBe("finished"));
  });
});
