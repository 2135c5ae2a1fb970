/**
 * A run of a recipe on a data set, as a stepper: `step` computes a few milliseconds' worth, `state` and `Run.restore`
 * take it up again with the same bits. It knows no clock, no worker and no storage; what it needs of them is given.
 */
import type { CurvePoint, PartProgress, RunDescription, RunEvent } from "../protocol/events";
import { totalIpc, type Recipe } from "../protocol/recipe/recipe";
import type { RunResult } from "../protocol/result";
import type { Dataset } from "./data/dataset";
import { expectWhitening, type ZcaCache } from "./data/zca/whiten";
import { prepareDataset, type PreparedDataset } from "./data/prepare";
import { progressOf } from "./forecast";
import { objectiveOf } from "./matching/objectives";
import type { JobThreads } from "./jobs/messages";
import { pooledRunner } from "./jobs/pool";
import { localRunner, type JobRunner } from "./jobs/runner";
import { jobWorld } from "./jobs/world";
import { givingWay } from "./nets/giving-way";
import { makeNetwork } from "./nets/make-network";
import type { Network } from "./nets/network";
import type { NetworkOptions } from "./nets/network-options";
import type { ShardSpec } from "./nets/open-shards";
import { forBackend, type ShardExecutor } from "./nets/sharded";
import { Overtaken } from "./overtaken";
import { noArtifacts } from "./part";
import type { Artifacts, FinishedStage, Part, PartContext, Trajectory } from "./part";
import type { DistilledSet } from "./progressive/distilled";
import { planParts } from "./progressive/plan";
import { stageImages } from "./progressive/stage-images";
import { protocolSentence } from "./protocol-sentences";
import { runResult } from "./report";
import { memoryUse } from "./tensor/memory";

export interface RunOptions {
  /** Name of the active back end, for the record. */
  readonly backend: string;
  /** Milliseconds on any clock that only moves forward. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Computes minibatches on several cores, see {@link shardSpec}; without it, this thread does. The run ends it. */
  readonly executor?: ShardExecutor | null;
  /** Threads that train whole networks side by side; with fewer than two, this one trains them. The run ends them. */
  readonly threads?: JobThreads | null;
  /** Keeps the last whitening of the session, so that the same images are fitted once. */
  readonly whitenings?: ZcaCache;
}

/** What an executor for a run of this recipe must be made for. */
export function shardSpec(recipe: Recipe, dataset: Dataset): ShardSpec {
  return {
    net: netOptions(recipe, dataset),
    largestBatch: Math.max(
      256, // what gradient matching trains its networks on
      recipe.evaluation.batchSize,
      recipe.experts.batchSize,
      recipe.matching.batchSize,
      recipe.bilevel.realBatch,
      dataset.classNames.length * totalIpc(recipe), // DCC matches all images at once
    ),
  };
}

function netOptions(recipe: Recipe, { channels, classNames }: Dataset): NetworkOptions {
  const { depth, width, norm } = recipe.network;
  const { size } = recipe.data;
  return { architecture: "convnet", depth, width, norm, size, channels, classes: classNames.length };
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
  private overtaken: Overtaken | null = null;
  /** What a run taken up again has to do once more before it goes on. */
  private repeated: AsyncGenerator<void, void> | null = null;
  /** Seconds of the step under way in which it waited for the part that it has overtaken. */
  private waited = 0;
  /** Somebody wants to see the student of the next iteration. */
  private wish = false;
  /** The images of a stage that was ended before its last iteration. */
  private abandoned: FinishedStage | null = null;

  private constructor(
    private readonly recipe: Recipe,
    private readonly data: PreparedDataset,
    private readonly network: Network,
    private readonly options: RunOptions,
    private readonly jobs: JobRunner,
    made: Artifacts,
  ) {
    this.made = made;
    const context: PartContext = {
      recipe,
      data,
      network,
      made,
      jobs,
      trajectory: (index) => this.trajectory(index),
      emit: (event) => this.emit(event),
      studentWanted: () => this.takeWish(),
      due: (kind) => this.due(kind),
    };
    this.parts = planParts(context, options.whitenings);
    this.seconds = this.parts.map(() => 0);
  }

  /**
   * Prepares the data and the network of a recipe.
   * @param recipe validated by `parseRecipe`.
   * @throws StudioError `bad-recipe` if recipe and data do not fit together.
   */
  static create(recipe: Recipe, dataset: Dataset, options: RunOptions): Run {
    return Run.build(recipe, dataset, options, noArtifacts());
  }

  /** Takes up a run where {@link Run.state} left it; the data set must be the same. */
  static restore(snapshot: RunSnapshot, dataset: Dataset, options: RunOptions): Run {
    const run = Run.build(snapshot.recipe, dataset, options, { ...snapshot.made });
    run.current = snapshot.part;
    run.points.push(...snapshot.curves);
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
    const { size, trainPerClass, testPerClass, heldOut } = recipe.data;
    const held = recipe.evaluation.selection === "held-out" ? heldOut : 0;
    const data = prepareDataset(dataset, {
      size,
      trainPerClass,
      testPerClass,
      heldOut: held,
      seed: recipe.seed,
    });
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
    options.emit({ kind: "described", description: run.description() });
    options.emit({ kind: "progress", parts: run.progress() });
    return run;
  }

  get finished(): boolean {
    return this.current >= this.parts.length;
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
    const before = this.options.now();
    this.waited = 0;
    const done = (await this.catchUp()) ? await this.goOn(part) : false;
    this.seconds[this.current]! += (this.options.now() - before) / 1000 - this.waited;
    if (done) this.current++;
    if (done || this.due("progress")) this.tellProgress();
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

  private async *trajectory(index: number): AsyncGenerator<void, Trajectory> {
    while (!this.made.buffer[index]?.length) {
      const { overtaken } = this;
      if (!overtaken) throw new Error(`there is no trajectory ${index}`);
      this.jobs.reserve(false);
      await this.waitFor(overtaken);
      overtaken.check();
      yield;
    }
    return this.made.buffer[index]!;
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
    if (event.kind === "curve") this.points.push(...event.points);
    this.options.emit(event);
  }

  private progress(): PartProgress[] {
    const timed = this.parts.map((part, i) => ({ part, seconds: this.seconds[i]! }));
    return progressOf(timed, this.current, this.overtaken?.index);
  }

  private description(): RunDescription {
    const { data, network, recipe } = this;
    return {
      classNames: data.classNames,
      size: data.size,
      channels: data.channels,
      trainCount: data.train.count,
      testCount: data.test.count,
      terms: objectiveOf(recipe.method).terms(network, recipe),
      network: network.name,
      backend: this.options.backend,
      protocol: protocolSentence(recipe, data, network),
    };
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
    const spent = (kinds: readonly string[]): number[] =>
      this.seconds.filter((_, i) => kinds.includes(this.parts[i]!.kind));
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const { recipe, data, network, made } = this;
    const seconds = {
      experts: sum(spent(["experts"])),
      stages: spent(["stage"]),
      transitions: spent(["transition"]),
      evaluation: sum(spent(["evaluation", "baseline"])),
      total: sum(this.seconds),
    };
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
  }
}
