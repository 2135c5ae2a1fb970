/**
 * A run of a recipe on a data set, as a stepper: `step` computes a few milliseconds' worth, `state` and `Run.restore`
 * take it up again with the same bits. It knows no clock, no worker and no storage; what it needs of them is given.
 */
import type { CurvePoint, PartKind, RunEvent } from "../protocol/events";
import type { Recipe } from "../protocol/recipe/recipe";
import type { RunResult } from "../protocol/result";
import type { Dataset } from "./data/dataset";
import type { ZcaCache } from "./data/zca/whiten";
import { bufferWeights, takeBuffer } from "./experts/buffer-weights";
import { Trajectories } from "./experts/trajectories";
import type { TrajectoryStore } from "./experts/trajectory-store";
import { objectiveOf } from "./matching/objectives";
import { noArtifacts } from "./part";
import type { Artifacts, FinishedStage, PartContext } from "./part";
import { PartSequence, type SequenceState } from "./part-sequence";
import type { DistilledSet } from "./progressive/distilled";
import { planParts } from "./progressive/plan";
import { stageImages } from "./progressive/stage-images";
import { runResult, secondsSpent } from "./report";
import { runDescription } from "./run-description";
import { RunEvents } from "./run-events";
import { endingOnError } from "./run-networks";
import { runWorld, type RunCores, type RunWorld } from "./run-world";

export interface RunOptions extends RunCores {
  /** Milliseconds on any clock that only moves forward. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Keeps the last whitening of the session, so that the same images are fitted once. */
  readonly whitenings?: ZcaCache;
  /** Keeps trajectories beyond the run and beyond memory; without it, memory does, while the run lasts. */
  readonly store?: TrajectoryStore | null;
  /** Bytes of trajectories in memory where there is a store, at most; left out: 256 MiB. */
  readonly trajectoryBudget?: number;
}

/** What {@link Run.restore} needs, structured-cloneable. The data set is not in it. */
export interface RunSnapshot extends SequenceState {
  readonly recipe: Recipe;
  readonly made: Artifacts;
  /** Keys of the trajectories that the run still needs; left out by older studios. */
  readonly trajectories?: readonly string[];
  /** Their weights that no store has. */
  readonly unstored?: ReadonlyMap<string, Float32Array>;
  readonly curves: readonly CurvePoint[];
}

export class Run {
  private readonly sequence: PartSequence;
  private readonly events: RunEvents;
  private readonly trajectories: Trajectories;
  private readonly context: PartContext;
  /** What a run taken up again has to do once more before it goes on. */
  private repeated: AsyncGenerator<void, void> | null = null;
  /** The images of a stage that was ended before its last iteration. */
  private abandoned: FinishedStage | null = null;

  private constructor(
    readonly recipe: Recipe,
    private readonly world: RunWorld,
    private readonly options: RunOptions,
    private readonly made: Artifacts,
  ) {
    const { backend, emit, now, store = null, trajectoryBudget } = options;
    this.trajectories = new Trajectories(backend, store, trajectoryBudget);
    this.events = new RunEvents(emit, now, () => this.sequence.secondsSoFar);
    this.context = {
      recipe,
      ...world,
      made,
      trajectories: this.trajectories,
      weights: (index, epoch) => this.weights(index, epoch),
      prefetch: (index, epoch) => this.prefetch(index, epoch),
      emit: (event) => this.events.emit(event),
      studentWanted: () => this.events.takeWish(),
      due: (kind) => this.events.due(kind),
    };
    this.sequence = new PartSequence(planParts(this.context, options.whitenings), world.jobs, now);
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
    const { made, trajectories, sequence } = run;
    trajectories.adopt(snapshot.trajectories ?? [], snapshot.unstored ?? new Map());
    made.buffer = takeBuffer(made.buffer, made.stages.length, trajectories);
    run.events.adopt(snapshot.curves);
    sequence.restore(snapshot);
    // Whitened images are in no snapshot: they are made again before the part under way goes on.
    if (snapshot.recipe.data.zca && sequence.index > 0) run.repeated = sequence.parts[0]!.work();
    return run;
  }

  private static build(recipe: Recipe, dataset: Dataset, options: RunOptions, made: Artifacts): Run {
    const world = runWorld(recipe, dataset, options);
    const run = new Run(recipe, world, options, made);
    const description = runDescription(recipe, world.data, world.network, options.backend);
    options.emit({ kind: "described", description });
    options.emit({ kind: "progress", parts: run.sequence.progress(made.found) });
    return run;
  }

  get finished(): boolean {
    return this.sequence.current === null;
  }

  /** What the part under way does; null at the end. */
  get doing(): PartKind | null {
    return this.sequence.current?.kind ?? null;
  }

  /** Parts before the one under way; all of them at the end. */
  get partsBefore(): number {
    return this.sequence.index;
  }

  /** Changes whenever a unit (an iteration, an epoch) of the part under way is complete. */
  get unitsDone(): number {
    return this.sequence.unitsDone;
  }

  /**
   * Computes until the next yield of the part under way: at most one network step.
   * @throws StudioError `diverged` and whatever the device throws.
   */
  async step(): Promise<void> {
    if (this.finished) return;
    if (this.repeated) {
      if ((await this.repeated.next()).done) this.repeated = null;
      return;
    }
    const over = await this.sequence.step();
    if (over || this.events.due("progress")) this.tellProgress();
  }

  private async *weights(index: number, epoch: number): AsyncGenerator<void, Float32Array> {
    while (!this.made.buffer[index]) {
      if (!(await this.sequence.awaitOvertaken())) throw new Error(`there is no trajectory ${index}`);
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
    this.world.jobs.hold(true);
  }

  /** Has the student of the next iteration told, where the method has one; what is computed stays the same. */
  watchStudent(): void {
    this.events.wishStudent();
  }

  /** Tells at once where the run is and how its images are, for those who look at it while it rests. */
  async tell(): Promise<void> {
    this.tellProgress();
    const unfinished = await this.unfinished();
    if (unfinished) this.events.emit({ kind: "images", images: stageImages(unfinished, this.world.data) });
  }

  private tellProgress(): void {
    this.events.tellProgress(this.sequence.progress(this.made.found));
  }

  /** The images so far of the stage under way, if one is. */
  private unfinished(): Promise<FinishedStage | null> | undefined {
    return this.sequence.current?.unfinished?.();
  }

  /** A copy of everything that decides how the run goes on; may be taken between any two steps. */
  async state(): Promise<RunSnapshot> {
    const { index, current, overtaken, seconds } = this.sequence;
    const partState = current ? await current.state() : null;
    // Last, and all at once: what other threads report may change it between two turns of the message queue.
    const overtakenState = overtaken && { part: overtaken.index, state: await overtaken.part.state() };
    return structuredClone({
      recipe: this.recipe,
      part: index,
      partState,
      overtaken: overtakenState,
      seconds,
      made: this.made,
      trajectories: this.trajectories.keys,
      unstored: this.trajectories.unstored(),
      curves: this.events.curves,
    });
  }

  /** Names of the terms of the loss, in the order of `CurvePoint.layers`. */
  get termNames(): readonly string[] {
    return objectiveOf(this.recipe.method)
      .terms(this.world.network, this.recipe)
      .map((term) => term.name);
  }

  /** The curves of all stages so far. */
  curves(): readonly CurvePoint[] {
    return this.events.curves;
  }

  /** The finished stages, and the images so far of the one under way, as plain arrays. */
  async distilled(): Promise<DistilledSet> {
    const { classNames, size, channels, mean, std, zca } = this.world.data;
    const { ipc } = this.recipe.stages;
    const unfinished = this.abandoned ?? (await this.unfinished()) ?? null;
    const stages = unfinished ? [...this.made.stages, unfinished] : this.made.stages;
    const space = { classNames, size, channels, mean, std, zca };
    return { ...space, stages: stages.map((stage) => ({ ...stage, ipc })) };
  }

  /** The record of the run so far. */
  result(): RunResult {
    const { recipe, made, sequence } = this;
    const { data, network } = this.world;
    const seconds = secondsSpent(sequence.parts, sequence.seconds);
    return runResult({
      recipe,
      data,
      network,
      made,
      seconds,
      backend: this.options.backend,
      curves: this.events.curves,
    });
  }

  /** Ends the work under way and frees its tensors; what was distilled so far can still be asked for. */
  async dispose(): Promise<void> {
    this.abandoned = (await this.unfinished()) ?? null;
    await this.repeated?.return();
    await this.sequence.end();
    this.world.jobs.dispose();
    this.options.executor?.dispose();
    await this.trajectories.settled();
    this.trajectories.retain([]);
  }
}
