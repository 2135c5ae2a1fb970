import { expect, test } from "vitest";
import type { Job } from "./job";
import { control, type FromThread, type JobThreads, type ThreadSetup } from "./messages";
import { pooledRunner } from "./pool";
import type { JobRunner, JobTask } from "./runner";
import { tinyContext } from "../testing/tiny-learner";
import { tinyRecipe } from "../testing/tiny-run";

/** A thread that does what the test says, and seconds that pass when it says so. */
interface FakeThread {
  readonly control: Int32Array;
  readonly ids: number[];
  readonly say: (message: FromThread) => void;
  ended: boolean;
}

class FakeThreads implements JobThreads {
  readonly backend = "cpu";
  readonly all: FakeThread[] = [];
  private readonly looks = new Set<() => void>();

  constructor(readonly count: number) {}

  start(say: FakeThread["say"]) {
    let setup: ThreadSetup | null = null;
    const ids: number[] = [];
    const fake = {
      get control() {
        return setup!.control;
      },
      ids,
      say,
      ended: false,
    };
    this.all.push(fake);
    return {
      post(message: { kind: "setup"; setup: ThreadSetup } | { kind: "job"; id: number; job: Job }) {
        if (message.kind === "setup") setup = message.setup;
        else ids.push(message.id);
      },
      terminate: () => void (fake.ended = true),
    };
  }

  everySecond(look: () => void) {
    this.looks.add(look);
    return () => void this.looks.delete(look);
  }

  get watched(): boolean {
    return this.looks.size > 0;
  }

  /** Seconds pass; the threads `working` come a step further in each. */
  async pass(seconds: number, ...working: FakeThread[]): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      for (const { control: words } of working) words[control.beats]! += 1;
      for (const look of this.looks) look();
      await turn();
    }
  }
}

/** Lets what was promised happen. */
const turn = (): Promise<void> => new Promise((next) => setTimeout(next));

const job: Job = { network: null, seed: 1, from: { stream: "x" }, legs: [], wantState: false };

function runIn(threads: FakeThreads, tasks: number) {
  const context = tinyContext(tinyRecipe());
  const done: string[] = [];
  const local: JobRunner = {
    width: 1,
    busy: false,
    async *run(some) {
      for (const task of some) {
        await task.make();
        yield;
        task.onDone({ state: null, accuracies: [-1] });
      }
    },
    hold() {},
    reserve() {},
    rouse() {},
    dispose() {},
  };
  const pool = pooledRunner(threads, {
    network: { architecture: "convnet", norm: "instance", ...tinyNet },
    data: () => context.data,
    local,
  });
  const task = (index: number): JobTask => ({
    make: () => Promise.resolve(job),
    onEpoch() {},
    onDone: ({ accuracies }) => done.push(`${index} by ${accuracies[0]}`),
  });
  const steps = pool.run(Array.from({ length: tasks }, (_, index) => task(index)));
  const finished = (async () => {
    while (!(await steps.next()).done);
  })();
  return { pool, done, finished, steps };
}

const tinyNet = { depth: 2, width: 4, size: 16, channels: 3, classes: 10 } as const;

/** Thread `who` completes its newest job. */
function complete(threads: FakeThreads, who: number): void {
  const { say, ids } = threads.all[who]!;
  say({ kind: "done", id: ids.at(-1)!, result: { state: null, accuracies: [who] }, tensors: 0 });
}

test("a thread that hangs is ended, and its job done by another; one that is slow is not", async () => {
  const threads = new FakeThreads(2);
  const { pool, done, finished } = runIn(threads, 2);
  await turn();
  const [first, second] = threads.all as [FakeThread, FakeThread];
  await threads.pass(3, first, second);
  await threads.pass(20, second);
  expect(first.ended).toBe(false);
  await threads.pass(1, second);
  expect(first.ended).toBe(true);
  // What a dead thread still says is not heard.
  complete(threads, 0);
  complete(threads, 1);
  await turn();
  expect(second.ids).toHaveLength(2);
  complete(threads, 1);
  await finished;
  expect(done.toSorted()).toEqual(["0 by 1", "1 by 1"]);
  pool.dispose();
  expect(threads.watched).toBe(false);
});

test("a thread may take its time to come up, rest while it is held, and stay slow where it has been slow", async () => {
  const threads = new FakeThreads(2);
  const { pool, finished } = runIn(threads, 2);
  await turn();
  await threads.pass(100);
  await threads.pass(1, ...threads.all);
  pool.hold(true);
  await threads.pass(500);
  pool.hold(false);
  await threads.pass(900, threads.all[1]!);
  expect(threads.all.map(({ ended }) => ended)).toEqual([false, false]);
  await threads.pass(120, threads.all[1]!);
  expect(threads.all.map(({ ended }) => ended)).toEqual([true, false]);
  complete(threads, 1);
  await turn();
  complete(threads, 1);
  await finished;
  pool.dispose();
});

test("where all of them hang, the jobs are done here", async () => {
  const threads = new FakeThreads(2);
  const { pool, done, finished } = runIn(threads, 3);
  await turn();
  await threads.pass(121);
  await finished;
  expect(done.toSorted()).toEqual(["0 by -1", "1 by -1", "2 by -1"]);
  pool.dispose();
});

test("a run that is ended does not wait for a thread that hangs", async () => {
  const threads = new FakeThreads(2);
  const { pool, done, steps } = runIn(threads, 2);
  await turn();
  await threads.pass(1, ...threads.all);
  const ended = steps.return();
  await threads.pass(21);
  await ended;
  expect(done).toEqual([]);
  pool.dispose();
});
