import { expect, test } from "vitest";
import type { JobRunner } from "./jobs/runner";
import type { Part } from "./part";
import { PartSequence } from "./part-sequence";

/** A clock that only moves when it is told to, in milliseconds. */
function clock() {
  let time = 1000;
  return { now: () => time, wait: (ms: number) => void (time += ms) };
}

/** Threads that do nothing and remember what was asked of them. */
function threads(width: number) {
  const asked: string[] = [];
  const jobs: JobRunner = {
    width,
    busy: false,
    async *run() {},
    hold: (on) => void asked.push(`hold ${on}`),
    reserve: (on) => void asked.push(`reserve ${on}`),
    rouse: () => void asked.push("rouse"),
    dispose() {},
  };
  return { jobs, asked };
}

/** A part of so many units; `unit` computes one of them, and what yields is seen in `log`. */
function part(id: string, total: number, unit: () => void, log: string[] = [], freeAfter = Infinity): Part {
  let done = 0;
  return {
    id,
    kind: "experts",
    title: id,
    stage: 0,
    unit: "epochs",
    total,
    cost: 1,
    get done() {
      return done;
    },
    get mayBeOvertaken() {
      return done >= freeAfter;
    },
    async *work() {
      try {
        while (done < total) {
          unit();
          done++;
          log.push(`${id} ${done}`);
          if (done < total) yield;
        }
      } finally {
        log.push(`${id} left`);
      }
    },
    state: () => Promise.resolve(done),
    restore: (state) => void (done = state as number),
  };
}

const steps = async (sequence: PartSequence, count: number): Promise<boolean[]> => {
  const overs: boolean[] = [];
  for (let i = 0; i < count; i++) overs.push(await sequence.step());
  return overs;
};

test("works through the parts in order, counts their units and says when one is over", async () => {
  const log: string[] = [];
  const parts = [part("a", 2, () => {}, log), part("b", 1, () => {}, log)];
  const { jobs, asked } = threads(1);
  const sequence = new PartSequence(parts, jobs, () => 0);
  expect(sequence.current).toBe(parts[0]);
  expect(await steps(sequence, 2)).toEqual([false, true]);
  expect([sequence.index, sequence.unitsDone]).toEqual([1, 2]);
  expect(await steps(sequence, 2)).toEqual([true, false]);
  expect(sequence.current).toBeNull();
  expect([sequence.index, sequence.unitsDone]).toEqual([2, 3]);
  expect(log).toEqual(["a 1", "a 2", "a left", "b 1", "b left"]);
  // Threads that rested go on with every step, but there is none after the last.
  expect(asked).toEqual(["hold false", "hold false", "hold false"]);
});

test("spends on each part the seconds of its own steps, not those between them", async () => {
  const { now, wait } = clock();
  const parts = [part("a", 2, () => wait(500)), part("b", 1, () => wait(4000))];
  const sequence = new PartSequence(parts, threads(1).jobs, now);
  for (let i = 0; i < 3; i++) {
    await sequence.step();
    wait(60_000);
  }
  expect(sequence.seconds).toEqual([1, 4]);
  expect(sequence.progress({}).map(({ state, seconds }) => [state, seconds])).toEqual([
    ["done", 1],
    ["done", 4],
  ]);
});

test("dates what is told within a step to that moment", async () => {
  const { now, wait } = clock();
  const told: number[] = [];
  const sequence: PartSequence = new PartSequence(
    [
      part("a", 2, () => {
        wait(250);
        told.push(sequence.secondsSoFar);
        wait(250);
      }),
    ],
    threads(1).jobs,
    now,
  );
  await steps(sequence, 2);
  expect(told).toEqual([0.25, 0.75]);
});

test("begins the next part beside one that may be overtaken, and the one after only when both are over", async () => {
  const log: string[] = [];
  const parts = [part("a", 4, () => {}, log, 1), part("b", 2, () => {}, log), part("c", 1, () => {}, log)];
  const { jobs, asked } = threads(2);
  const sequence = new PartSequence(parts, jobs, () => 0);
  expect(await sequence.step()).toBe(true);
  expect(sequence.overtaken?.part).toBe(parts[0]);
  expect(sequence.progress({}).map(({ state }) => state)).toEqual(["running", "running", "waiting"]);
  await steps(sequence, 2);
  expect(log).toEqual(["a 1", "a 2", "b 1", "a 3", "b 2", "b left"]);
  expect(asked.filter((word) => word.startsWith("reserve"))).toEqual(["reserve true", "reserve true"]);
  // The third part waits, with every core, for the rest of the first.
  asked.length = 0;
  await steps(sequence, 1);
  expect(log.slice(6)).toEqual(["a 4", "a left", "c 1", "c left"]);
  expect(asked).toEqual(["hold false", "reserve false", "reserve false"]);
  expect([sequence.current, sequence.overtaken]).toEqual([null, null]);
});

test("waits in one thread for the part that was overtaken, and counts the time as that part's", async () => {
  const { now, wait } = clock();
  const parts = [part("a", 3, () => wait(2000), [], 1), part("b", 1, () => wait(500))];
  const sequence = new PartSequence(parts, threads(1).jobs, now);
  await steps(sequence, 3);
  expect(sequence.seconds).toEqual([6, 0.5]);
  expect(sequence.current).toBeNull();
});

test("lets the part under way wait for the one before, whose time it is", async () => {
  const { now, wait } = clock();
  let go = (): void => {};
  const going = new Promise<void>((resolve) => (go = resolve));
  const found: boolean[] = [];
  const sequence: PartSequence = new PartSequence(
    [
      {
        ...part("a", 2, () => {}),
        mayBeOvertaken: true,
        async *work() {
          wait(1000);
          yield;
          await going;
          wait(2000);
        },
      },
      {
        ...part("b", 1, () => {}),
        async *work() {
          wait(500);
          const waiting = sequence.awaitOvertaken();
          go();
          found.push(await waiting);
          yield;
        },
      },
    ],
    threads(2).jobs,
    now,
  );
  expect(await sequence.awaitOvertaken()).toBe(false);
  await steps(sequence, 2);
  expect(found).toEqual([true]);
  expect(sequence.seconds).toEqual([3, 0.5]);
});

test("fails with what the part that was overtaken throws", async () => {
  let units = 0;
  const failing = (): void => {
    if (++units === 2) throw new Error("lost");
  };
  const sequence = new PartSequence(
    [part("a", 3, failing, [], 1), part("b", 9, () => {})],
    threads(1).jobs,
    () => 0,
  );
  await sequence.step();
  await expect(sequence.step()).rejects.toThrow("lost");
});

test("takes up where another stood, with the part that was overtaken", async () => {
  const parts = (log: string[]): Part[] => [
    part("a", 3, () => {}, log, 1),
    part("b", 2, () => {}, log),
    part("c", 1, () => {}, log),
  ];
  const log: string[] = [];
  const sequence = new PartSequence(parts(log), threads(2).jobs, () => 0);
  const overtaken = { part: 0, state: 2 };
  sequence.restore({ part: 1, partState: 1, overtaken, seconds: [7, 3, 0] });
  expect([sequence.index, sequence.unitsDone, sequence.overtaken?.index]).toEqual([1, 4, 0]);
  expect(sequence.seconds).toEqual([7, 3, 0]);
  await steps(sequence, 2);
  expect(log).toEqual(["a 3", "a left", "b 2", "b left", "c 1", "c left"]);
});

test("leaves the work under way, and what was overtaken, when it is ended", async () => {
  const log: string[] = [];
  const { jobs, asked } = threads(2);
  const sequence = new PartSequence(
    [part("a", 9, () => {}, log, 1), part("b", 9, () => {}, log)],
    jobs,
    () => 0,
  );
  await steps(sequence, 2);
  await sequence.end();
  expect(log.slice(-2)).toEqual(["b left", "a left"]);
  expect(asked.at(-1)).toBe("rouse");
  expect(sequence.overtaken).toBeNull();
});
