/** One back end, measured from its peak to its memory; what is timed is timed in turns (`interleave.ts`). */
import type { BackendName } from "../../protocol/api";
import type {
  BackendReport,
  BenchStep,
  Case,
  CaseReport,
  MemoryReport,
  Observation,
} from "../../protocol/bench";
import { computeThreads, matrixProduct, observe, type MatrixProduct } from "../tensor/measuring";
import { settle } from "../tensor/memory";
import { caseKey, configurationKey, judged, shapeKey, sweepKinds, type Plan } from "./cases";
import { flopOf } from "./flop";
import { interleave, stepsOf, type Lane, type LaneTiming, type Sample } from "./interleave";
import { manySteps, measureMemory } from "./memory";
import { problemOf, type NetworkOf } from "./problem";
import { rivalled, type Rival } from "./rival";
import { median } from "./statistics";
import { expertPair, type ExpertPair, type ExpertPool } from "./threads";
import { workloadOf, type Workload } from "./workloads";

/** What the surroundings (Node or a page's worker) provide. */
export interface Bench {
  readonly plan: Plan;
  /** Milliseconds from any origin, as `performance.now()` gives them. */
  readonly clock: () => number;
  readonly rival: Rival | null;
  /**
   * Networks computed by several threads, and how many; null: by this one. With a pool, experts are trained side by
   * side in that.
   */
  readonly threaded: {
    readonly networkOf: NetworkOf;
    readonly threads: number;
    readonly pool?: ExpertPool | null;
  } | null;
  /** Told what is being done, never while something is timed. */
  readonly progress: (step: BenchStep) => void;
}

const oneThreadId = "experts/one thread";
const allThreadsId = "experts/all threads";
const rivalId = (id: string): string => `rival/${id}`;
const productId = (side: number): string => `matrices/${side}`;

/** @param issues whether the time of the calls themselves is meaningful. */
function laneOf(id: string, run: Workload["run"], issues: boolean, clock: () => number): Lane {
  return {
    id,
    async sample(runs): Promise<Sample> {
      await settle();
      let issued = 0;
      const start = clock();
      for (let i = 0; i < runs; i++) {
        const begun = clock();
        const pending = run();
        issued += clock() - begun;
        if (pending) await pending;
      }
      await settle();
      const scale = 1 / (1000 * runs);
      return { seconds: (clock() - start) * scale, issueSeconds: issues ? issued * scale : null };
    },
  };
}

const rivalLane = (id: string, run: (runs: number) => Promise<number>): Lane => ({
  id: rivalId(id),
  sample: async (runs) => ({ seconds: await run(runs), issueSeconds: null }),
});

interface Prepared {
  readonly one: Case;
  readonly workload: Workload;
  readonly observed: Observation;
  readonly difference: number | null;
}

/** Largest of |a − b| / |b| over the three numbers of a digest. */
export function relativeDifference(ours: ArrayLike<number>, theirs: readonly number[]): number {
  return Math.max(...theirs.map((b, i) => Math.abs(ours[i]! - b) / (Math.abs(b) || 1)));
}

async function prepare(one: Case, { rival, threaded }: Bench): Promise<Prepared> {
  const workload = workloadOf(one, threaded?.networkOf);
  // The first run sets up what later ones find (momentum, compiled shaders); it is not what a run launches.
  await workload.run();
  const observed = await observe(() => workload.run());
  let difference: number | null = null;
  if (rival && workload.digest && rivalled.has(one.kind)) {
    difference = relativeDifference(await workload.digest(), await rival.prepare(one, problemOf(one)));
  }
  return { one, workload, observed, difference };
}

/** The fastest of the matrix products that were timed under these ids. */
function peakOf(
  timings: ReadonlyMap<string, LaneTiming>,
  sides: readonly number[],
  id: (side: number) => string,
) {
  const found = sides.map((side) => ({
    side,
    gflopPerSecond: (2 * side ** 3) / timings.get(id(side))!.timing.median / 1e9,
  }));
  return found.reduce((a, b) => (b.gflopPerSecond > a.gflopPerSecond ? b : a));
}

function caseReport(
  { one, observed, difference }: Prepared,
  timings: ReadonlyMap<string, LaneTiming>,
  peak: number,
): CaseReport {
  const key = caseKey(one);
  const { timing, issue } = timings.get(key)!;
  const gflop = flopOf(one) / 1e9;
  const theirs = timings.get(rivalId(key))?.timing;
  return {
    ...one,
    key,
    configuration: configurationKey(one),
    seconds: timing,
    issueSeconds: issue,
    gflop,
    gflopPerSecond: gflop / timing.median,
    shareOfPeak: gflop / timing.median / peak,
    observed,
    rival:
      theirs && difference !== null
        ? { seconds: theirs, ratio: timing.median / theirs.median, difference }
        : null,
  };
}

/** Seconds of one run, roughly: the middle of three samples, warm. */
async function roughly(run: Workload["run"], clock: () => number): Promise<number> {
  const lane = laneOf("", run, false, clock);
  await lane.sample(1);
  const samples = [await lane.sample(3), await lane.sample(3), await lane.sample(3)];
  return median(samples.map(({ seconds }) => seconds));
}

/**
 * Operations a second, roughly, by which it is judged what would take too long: as fast as a small step, or as a good
 * part of a matrix product where launches and not arithmetic make a small step slow.
 */
async function expectedRate({ plan, clock }: Bench): Promise<number> {
  const product = matrixProduct(plan.matrices[0]!);
  const rate = product.flop / (await roughly(product.run, clock));
  product.dispose();
  const small: Case = { kind: "plain", width: 32, size: 16, batch: 4, studentSteps: 1 };
  const step = workloadOf(small);
  const stepRate = flopOf(small) / (await roughly(step.run, clock));
  step.dispose();
  return Math.max(rate / 4, stepRate);
}

async function memoryReports(
  backend: BackendName,
  rate: number,
  { plan }: Bench,
  step: (text: string) => void,
): Promise<MemoryReport[]> {
  const reports: MemoryReport[] = [];
  for (const shape of plan.memory) {
    const seconds = flopOf({ ...shape, kind: "mtt", studentSteps: manySteps }) / rate;
    step(`memory at ${shapeKey(shape)}`);
    if (backend === "cpu" && seconds > plan.longestRun.cpu) continue;
    reports.push(await measureMemory(shape));
  }
  return reports;
}

/** Measures the active back end, which is `backend`. Everything made is disposed. */
export async function measureBackend(backend: BackendName, bench: Bench): Promise<BackendReport> {
  const { plan, clock, rival, threaded, progress } = bench;
  const prepared: Prepared[] = [];
  const products: MatrixProduct[] = [];
  let experts: ExpertPair | null = null;
  try {
    const rate = await expectedRate(bench);
    const fits = (flop: number): boolean => flop / rate <= plan.longestRun[backend];
    const measured = plan.cases.filter((one) => fits(flopOf(one)) || (judged(one) && backend !== "cpu"));
    const sides = plan.matrices.filter((side, i) => i === 0 || fits(2 * side ** 3));
    const compared = measured.filter(({ kind }) => rival && rivalled.has(kind));
    const all = sides.length * (rival ? 2 : 1) + measured.length + compared.length + (threaded ? 2 : 0);
    const total = plan.memory.length + measured.length + stepsOf(all, plan);
    let done = 0;
    const step = (text: string): void => progress({ backend, text, done: done++, total });
    const memory = await memoryReports(backend, rate, bench, step);

    const lanes: Lane[] = [];
    for (const side of sides) {
      const product = matrixProduct(side);
      products.push(product);
      lanes.push(laneOf(productId(side), product.run, false, clock));
      if (rival) lanes.push(rivalLane(productId(side), (runs) => rival.multiply(side, runs)));
    }
    for (const [i, one] of measured.entries()) {
      const key = caseKey(one);
      step(`preparing case ${i + 1} of ${measured.length}, ${key}`);
      const ready = await prepare(one, bench);
      prepared.push(ready);
      lanes.push(laneOf(key, ready.workload.run, sweepKinds.has(one.kind), clock));
      if (rival && ready.difference !== null) lanes.push(rivalLane(key, (runs) => rival.run(one, runs)));
    }

    experts = threaded && expertPair(plan.experts, threaded.networkOf, threaded.pool ?? null);
    if (experts) {
      lanes.push(laneOf(oneThreadId, experts.oneByOne, false, clock));
      lanes.push(laneOf(allThreadsId, experts.together, false, clock));
    }

    const timings = await interleave(lanes, plan, step);
    const peak = peakOf(timings, sides, productId);
    const threads = threaded?.threads ?? computeThreads();
    return {
      backend,
      threads,
      threadSpeedup: experts && {
        configuration: shapeKey(plan.experts),
        ratio: timings.get(oneThreadId)!.timing.median / timings.get(allThreadsId)!.timing.median,
      },
      peak,
      rivalPeak: rival && peakOf(timings, sides, (side) => rivalId(productId(side))),
      // The product runs on one thread, the cases on all.
      cases: prepared.map((one) => caseReport(one, timings, peak.gflopPerSecond * (threads ?? 1))),
      leftOut: plan.cases.filter((one) => !measured.includes(one)).map(caseKey),
      memory,
    };
  } finally {
    for (const { workload } of prepared) workload.dispose();
    experts?.dispose();
    for (const product of products) product.dispose();
  }
}
