/**
 * A run of a recipe on a data set, as a stepper: `step` computes a few milliseconds' worth, `state` and `Run.restore`
 * take it up again with the same bits. It knows no clock, no worker and no storage; what it needs of them is given.
 */
import type { CurvePoint, PartKind, PartProgress, RunEvent } from "../protocol/events";
import type { Recipe } from "../protocol/recipe/recipe";
import type { RunResult } from "../protocol/result";
import type { Dataset } from "./data/dataset";
import { expectWhitening, type ZcaCache } from "./data/zca/whiten";
import { prepareDataset, type PreparedDataset } from "./data/prepare";
import { progressOf } from "./forecast";
import { bufferWeights, takeBuffer } from "./experts/buffer-weights";
import { Trajectories } from "./experts/trajectories";
import type { TrajectoryStore } from "./experts/trajectory-store";
import { objectiveOf } from "./matching/objectives";
import type { JobThreads } from "./jobs/messages";
import { pooledRunner } from "./jobs/pool";
import { localRunner, type JobRunner } from "./jobs/runner";
import { jobWorld } from "./jobs/world";
import { givingWay } from "./nets/giving-way";
import { makeNetwork } from "./nets/make-network";
import type { Network } from "./nets/network";
import { forBackend, type ShardExecutor } from "./nets/sharded";
import { Overtaken } from "./overtaken";
import { noArtifacts } from "./part";
import type { Artifacts, FinishedStage, Part, PartContext } from "./part";
import type { DistilledSet } from "./progressive/distilled";
import { planParts } from "./progressive/plan";
import { stageImages } from "./progressive/stage-images";
import { runResult, secondsSpent } from "./report";
import { runDescription } from "./run-description";
import { endingOnError, netOptions } from "./run-networks";
import { memoryUse } from "./tensor/memory";

export interface RunOptions {
  /** Name of the active back end, for the record. */
  readonly backend: string;
  /** Milliseconds on any clock that only moves forward. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Computes minibatches on several cores, see `shardSpec`; without it, this thread does. The run ends it. */
  readonly executor?: ShardExecutor | null;
  /** Threads that train whole networks side by side; with fewer than two, this one trains them. The run ends them. */
  readonly threads?: JobThreads | null;
  /** Keeps the last whitening of the session, so that the same images are fitted once. */
  readonly whitenings?: ZcaCache;
  /** Keeps trajectories beyond the run and beyond memory; without it, memory does, while the run lasts. */
  readonly store?: TrajectoryStore | null;
  /** Bytes of trajectories in memory where there is a store, at most; left out: 256 MiB. */
  readonly trajectoryBudget?: number;
}

/** Milliseconds between two events of a kind that is costly to make. */
const eventInterval = 100;

/** What {@link Run.restore} needs, structured-cloneable. The data set is not in it. */
export interface RunSnapshot {
  readonly recipe: Recipe;
  /** Index of the part under way. */
  readonly part: number;
  readonly partState: unknown;
  /** The part that was overtaken and is not complete, if there is one. */
  readonly overtaken: { readonly part: number; readonly state: unknown } | null;
  /** Seconds spent on each part. */
  readonly seconds: readonly number[];
  readonly made: Artifacts;
  /** Keys of the trajectories that the run still needs; left out by older studios. */
  readonly trajectories?: readonly string[];
  /** Their weights that no store has. */
  readonly unstored?: ReadonlyMap<string, Float32Array>;
  readonly curves: readonly CurvePoint[];
}

export class Run {
  private readonly parts: readonly Part[];
  private readonly seconds: number[];
  private readonly points: CurvePoint[] = [];
  private readonly lastSent = new Map<string, number>();
  private current = 0;
  private work: AsyncGenerator<void, void> | null = null;
  private readonly made: Artifacts;
  private readonly trajectories: Trajectories;
  private readonly context: PartContext;
  private overtaken: Overtaken | null = null;
  /** What a run taken up again has to do once more before it goes on. */
  private repeated: AsyncGenerator<void, void> | null = null;
  /** When the step under way began. */
  private begun = 0;
  /** Seconds of the step under way in which it waited for the part that it has overtaken. */
  private waited = 0;
  /** Somebody wants to see the student of the next iteration. */
  private wish = false;
  /** The images of a stage that was ended before its last iteration. */
  private abandoned: FinishedStage | null = null;

  private constructor(
    readonly recipe: Recipe,
    private readonly data: PreparedDataset,
    private readonly network: Network,
    private readonly options: RunOptions,
    private readonly jobs: JobRunner,
    made: Artifacts,
  ) {
    this.made = made;
    const { backend, store = null, trajectoryBudget } = options;
    this.trajectories = new Trajectories(backend, store, trajectoryBudget);
    this.context = {
      recipe,
      data,
      network,
      made,
      jobs,
      trajectories: this.trajectories,
      weights: (index, epoch) => this.weights(index, epoch),
      prefetch: (index, epoch) => this.prefetch(index, epoch),
      emit: (event) => this.emit(event),
      studentWanted: () => this.takeWish(),
      due: (kind) => this.due(kind),
    };
    this.parts = planParts(this.context, options.whitenings);
    this.seconds = this.parts.map(() => 0);
  }

  /**
   * Prepares the data and the network of a recipe.
   * @param recipe validated by `parseRecipe`.
   * @throws StudioError `bad-recipe` if recipe and data do not fit together.
   */
  static create(recipe: Recipe, dataset: Dataset, options: RunOptions): Run {
    return endingOnError(options.executor, () => Run.build(recipe, dataset, options, noArtifacts()));
  }

  /** Takes up a run where {@link Run.state} left it; the data set must be the same. */
  static restore(snapshot: RunSnapshot, dataset: Dataset, options: RunOptions): Run {
    const before = { ...noArtifacts(), ...snapshot.made };
    const run = endingOnError(options.executor, () => Run.build(snapshot.recipe, dataset, options, before));
    const { made, trajectories } = run;
    trajectories.adopt(snapshot.trajectories ?? [], snapshot.unstored ?? new Map());
    made.buffer = takeBuffer(made.buffer, made.stages.length, trajectories);
    run.current = snapshot.part;
    // One by one: a call takes no more than some 100,000 arguments.
    for (const point of snapshot.curves) run.points.push(point);
    snapshot.seconds.forEach((seconds, i) => (run.seconds[i] = seconds));
    run.parts[snapshot.part]?.restore(snapshot.partState);
    if (snapshot.overtaken) {
      const part = run.parts[snapshot.overtaken.part]!;
      part.restore(snapshot.overtaken.state);
      run.overtaken = new Overtaken(snapshot.overtaken.part, part);
    }
    // Whitened images are in no snapshot: they are made again before the part under way goes on.
    if (snapshot.recipe.data.zca && run.current > 0) run.repeated = run.parts[0]!.work();
    return run;
  }

  private static build(recipe: Recipe, dataset: Dataset, options: RunOptions, made: Artifacts): Run {
    const { evaluation, seed } = recipe;
    const heldOut = evaluation.selection === "held-out" ? recipe.data.heldOut : 0;
    const data = prepareDataset(dataset, { ...recipe.data, heldOut, seed });
    if (recipe.data.zca) expectWhitening(data);
    const net = netOptions(recipe, dataset);
    const { backend, executor, threads } = options;
    const plain = makeNetwork(net);
    let jobs: JobRunner | null = null;
    // While other networks train on the other cores, the batches here are computed by this one alone.
    const polite = executor && givingWay(executor, plain, () => jobs?.busy ?? false);
    const network = forBackend(plain, backend, polite);
    const local = localRunner(jobWorld(data, net, backend, network));
    const several = threads && threads.count > 1;
    jobs = several ? pooledRunner(threads, { network: net, data: () => data, local }) : local;
    const run = new Run(recipe, data, network, options, jobs, made);
    options.emit({ kind: "described", description: runDescription(recipe, data, network, backend) });
    options.emit({ kind: "progress", parts: run.progress() });
    return run;
  }

  get finished(): boolean {
    return this.current >= this.parts.length;
  }

  /** What the part under way does; null at the end. */
  get doing(): PartKind | null {
    return this.parts[this.current]?.kind ?? null;
  }

  /** Changes whenever a unit (an iteration, an epoch) of the part under way is complete. */
  get unitsDone(): number {
    const before = this.parts.slice(0, this.current).reduce((sum, part) => sum + part.total, 0);
    return before + (this.parts[this.current]?.done ?? 0);
  }

  /**
   * Computes until the next yield of the part under way: at most one network step.
   * @throws StudioError `diverged` and whatever the device throws.
   */
  async step(): Promise<void> {
    const part = this.parts[this.current];
    if (!part) return;
    if (this.repeated) {
      if ((await this.repeated.next()).done) this.repeated = null;
      return;
    }
    this.jobs.hold(false);
    this.begun = this.options.now();
    this.waited = 0;
    const done = (await this.catchUp()) ? await this.goOn(part) : false;
    this.seconds[this.current]! += this.inStep;
    if (done) this.current++;
    if (done || this.due("progress")) this.tellProgress();
  }

  /** Seconds of computing in the step under way, without waiting. */
  private get inStep(): number {
    return (this.options.now() - this.begun) / 1000 - this.waited;
  }

  /** Lets the part under way go on; true if the next one is to begin: it is complete, or may be overtaken. */
  private async goOn(part: Part): Promise<boolean> {
    this.work ??= part.work();
    const { done } = await this.work.next();
    if (!done && !part.mayBeOvertaken) return false;
    if (!done) this.overtaken = new Overtaken(this.current, part, this.work);
    this.work = null;
    return true;
  }

  /** Looks after the part that was overtaken; false while the part under way must wait for it to be complete. */
  private async catchUp(): Promise<boolean> {
    const { overtaken } = this;
    if (!overtaken) return true;
    // Only the next part may run beside it, and not in one thread.
    const together = this.jobs.width > 1 && this.current === overtaken.index + 1;
    this.jobs.reserve(together);
    if (together) void overtaken.look();
    else await this.waitFor(overtaken);
    overtaken.check();
    if (overtaken.over) {
      this.overtaken = null;
      this.jobs.reserve(false);
    }
    return together || overtaken.over;
  }

  /** Waits for a sign of life of the part that was overtaken; the time counts as its own. */
  private async waitFor(overtaken: Overtaken): Promise<void> {
    const before = this.options.now();
    await overtaken.look();
    const seconds = (this.options.now() - before) / 1000;
    this.seconds[overtaken.index]! += seconds;
    this.waited += seconds;
  }

  private async *weights(index: number, epoch: number): AsyncGenerator<void, Float32Array> {
    while (!this.made.buffer[index]) {
      const { overtaken } = this;
      if (!overtaken) throw new Error(`there is no trajectory ${index}`);
      this.jobs.reserve(false);
      await this.waitFor(overtaken);
      overtaken.check();
      yield;
    }
    return yield* bufferWeights(this.context, index, epoch);
  }

  private prefetch(index: number, epoch: number): void {
    const entry = this.made.buffer[index];
    if (entry) this.trajectories.prefetch(entry.key, epoch);
  }

  /** Bytes of trajectories in memory. */
  get trajectoryBytes(): number {
    return this.trajectories.bytes;
  }

  /** While nobody calls {@link Run.step}: the threads of the run stop before their next step. */
  rest(): void {
    this.jobs.hold(true);
  }

  /** Has the student of the next iteration told, where the method has one; what is computed stays the same. */
  watchStudent(): void {
    this.wish = true;
  }

  private takeWish(): boolean {
    const { wish } = this;
    this.wish = false;
    return wish;
  }

  /** Tells at once where the run is and how its images are, for those who look at it while it rests. */
  async tell(): Promise<void> {
    this.tellProgress();
    const unfinished = await this.parts[this.current]?.unfinished?.();
    if (unfinished) this.emit({ kind: "images", images: stageImages(unfinished, this.data) });
  }

  private tellProgress(): void {
    this.options.emit({ kind: "progress", parts: this.progress() });
    this.options.emit({ kind: "device", ...memoryUse() });
  }

  private due(kind: string): boolean {
    const now = this.options.now();
    if (now - (this.lastSent.get(kind) ?? -Infinity) < eventInterval) return false;
    this.lastSent.set(kind, now);
    return true;
  }

  private emit(event: RunEvent): void {
    if (event.kind !== "curve") {
      this.options.emit(event);
      return;
    }
    const seconds = this.seconds.reduce((sum, value) => sum + value, this.inStep);
    const points = event.points.map((point) => ({ ...point, seconds }));
    this.points.push(...points);
    this.options.emit({ kind: "curve", points });
  }

  private progress(): PartProgress[] {
    const { found } = this.made;
    const timed = this.parts.map((part, i) => ({ part, seconds: this.seconds[i]!, found: found[part.id] }));
    return progressOf(timed, this.current, this.overtaken?.index);
  }

  /** A copy of everything that decides how the run goes on; may be taken between any two steps. */
  async state(): Promise<RunSnapshot> {
    const { overtaken } = this;
    const part = this.parts[this.current];
    const partState = part ? await part.state() : null;
    // Last, and all at once: what other threads report may change it between two turns of the message queue.
    const overtakenState = overtaken && { part: overtaken.index, state: await overtaken.part.state() };
    return structuredClone({
      recipe: this.recipe,
      part: this.current,
      partState,
      overtaken: overtakenState,
      seconds: this.seconds,
      made: this.made,
      trajectories: this.trajectories.keys,
      unstored: this.trajectories.unstored(),
      curves: this.points,
    });
  }

  /** Names of the terms of the loss, in the order of `CurvePoint.layers`. */
  get termNames(): readonly string[] {
    return objectiveOf(this.recipe.method)
      .terms(this.network, this.recipe)
      .map((term) => term.name);
  }

  /** The curves of all stages so far. */
  curves(): readonly CurvePoint[] {
    return this.points;
  }

  /** The finished stages, and the images so far of the one under way, as plain arrays. */
  async distilled(): Promise<DistilledSet> {
    const { classNames, size, channels, mean, std, zca } = this.data;
    const { ipc } = this.recipe.stages;
    const unfinished = this.abandoned ?? (await this.parts[this.current]?.unfinished?.()) ?? null;
    const stages = unfinished ? [...this.made.stages, unfinished] : this.made.stages;
    const space = { classNames, size, channels, mean, std, zca };
    return { ...space, stages: stages.map((stage) => ({ ...stage, ipc })) };
  }

  /** The record of the run so far. */
  result(): RunResult {
    const { recipe, data, network, made } = this;
    const seconds = secondsSpent(this.parts, this.seconds);
    return runResult({
      recipe,
      data,
      network,
      made,
      seconds,
      backend: this.options.backend,
      curves: this.points,
    });
  }

  /** Ends the work under way and frees its tensors; what was distilled so far can still be asked for. */
  async dispose(): Promise<void> {
    this.abandoned = (await this.parts[this.current]?.unfinished?.()) ?? null;
    await this.repeated?.return();
    await this.work?.return();
    this.work = null;
    await this.overtaken?.end(() => this.jobs.rouse());
    this.overtaken = null;
    this.jobs.dispose();
    this.options.executor?.dispose();
    await this.trajectories.settled();
    this.trajectories.retain([]);
  }
}
