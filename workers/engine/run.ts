/**
 * A run of a recipe on a data set, as a stepper: `step` computes a few milliseconds' worth, `state` and `Run.restore`
 * take it up again with the same bits. It knows no clock, no worker and no storage; what it needs of them is given.
 */
import type { CurvePoint, PartProgress, RunDescription, RunEvent } from "../protocol/events";
import type { Recipe } from "../protocol/recipe/recipe";
import type { RunResult } from "../protocol/result";
import type { Dataset } from "./data/dataset";
import { prepareDataset, type PreparedDataset } from "./data/prepare";
import { progressOf } from "./forecast";
import { objectiveOf } from "./matching/objectives";
import { convNet, type ConvNetOptions } from "./nets/convnet";
import type { Network } from "./nets/network";
import type { ShardSpec } from "./nets/open-shards";
import { forBackend, type ShardExecutor } from "./nets/sharded";
import type { Artifacts, FinishedStage, Part, PartContext } from "./part";
import type { DistilledSet } from "./progressive/distilled";
import { planParts } from "./progressive/plan";
import { stageImages } from "./progressive/stage-images";
import { protocolSentence, runResult } from "./report";
import { memoryUse } from "./tensor/memory";
import { syntheticTraining } from "./training/sgd";

export interface RunOptions {
  /** Name of the active back end, for the record. */
  readonly backend: string;
  /** Milliseconds on any clock that only moves forward. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Computes minibatches on several cores, see {@link shardSpec}; without it, this thread does. The run ends it. */
  readonly executor?: ShardExecutor | null;
}

/** What an executor for a run of this recipe must be made for. */
export function shardSpec(recipe: Recipe, dataset: Dataset): ShardSpec {
  return {
    net: netOptions(recipe, dataset),
    largestBatch: Math.max(syntheticTraining.batchSize, recipe.experts.batchSize, recipe.matching.batchSize),
  };
}

function netOptions(recipe: Recipe, { channels, classNames }: Dataset): ConvNetOptions {
  const { depth, width } = recipe.network;
  return { depth, width, size: recipe.data.size, channels, classes: classNames.length };
}

/** Milliseconds between two events of a kind that is costly to make. */
const eventInterval = 100;

/** What {@link Run.restore} needs, structured-cloneable. The data set is not in it. */
export interface RunSnapshot {
  readonly recipe: Recipe;
  /** Index of the part under way. */
  readonly part: number;
  readonly partState: unknown;
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
  /** The images of a stage that was ended before its last iteration. */
  private abandoned: FinishedStage | null = null;

  private constructor(
    private readonly recipe: Recipe,
    private readonly data: PreparedDataset,
    private readonly network: Network,
    private readonly options: RunOptions,
    made: Artifacts,
  ) {
    this.made = made;
    const context: PartContext = {
      recipe,
      data,
      network,
      made,
      emit: (event) => this.emit(event),
      due: (kind) => this.due(kind),
    };
    this.parts = planParts(context);
    this.seconds = this.parts.map(() => 0);
  }

  /**
   * Prepares the data and the network of a recipe.
   * @param recipe validated by `parseRecipe`.
   * @throws StudioError `bad-recipe` if recipe and data do not fit together.
   */
  static create(recipe: Recipe, dataset: Dataset, options: RunOptions): Run {
    const nothing = { byStage: [] };
    return Run.build(recipe, dataset, options, {
      buffer: [],
      starts: [],
      stages: [],
      judges: [],
      randomJudges: [],
      progressive: nothing,
      random: nothing,
      union: null,
      sequential: null,
      fullData: null,
    });
  }

  /** Takes up a run where {@link Run.state} left it; the data set must be the same. */
  static restore(snapshot: RunSnapshot, dataset: Dataset, options: RunOptions): Run {
    const run = Run.build(snapshot.recipe, dataset, options, { ...snapshot.made });
    run.current = snapshot.part;
    run.points.push(...snapshot.curves);
    snapshot.seconds.forEach((seconds, i) => (run.seconds[i] = seconds));
    run.parts[snapshot.part]?.restore(snapshot.partState);
    // Finished parts count as complete in the progress.
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
    const network = forBackend(convNet(netOptions(recipe, dataset)), options.backend, options.executor);
    const run = new Run(recipe, data, network, options, made);
    options.emit({ kind: "described", description: run.description() });
    options.emit({ kind: "progress", parts: run.progress() });
    return run;
  }

  get finished(): boolean {
    return this.current >= this.parts.length;
  }

  /** Changes whenever a unit (an iteration, an epoch) is complete. */
  get unitsDone(): number {
    return this.parts.reduce((sum, part) => sum + part.done, 0);
  }

  /**
   * Computes until the next yield of the part under way: at most one network step.
   * @throws StudioError `diverged` and whatever the device throws.
   */
  async step(): Promise<void> {
    const part = this.parts[this.current];
    if (!part) return;
    const before = this.options.now();
    this.work ??= part.work();
    const { done } = await this.work.next();
    this.seconds[this.current]! += (this.options.now() - before) / 1000;
    if (done) {
      this.work = null;
      this.current++;
    }
    if (done || this.due("progress")) this.tellProgress();
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
    return progressOf(timed, this.current);
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
    const part = this.parts[this.current];
    return structuredClone({
      recipe: this.recipe,
      part: this.current,
      partState: part ? await part.state() : null,
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
    const { classNames, size, channels, mean, std } = this.data;
    const { ipc } = this.recipe.stages;
    const unfinished = this.abandoned ?? (await this.parts[this.current]?.unfinished?.()) ?? null;
    const stages = unfinished ? [...this.made.stages, unfinished] : this.made.stages;
    return { classNames, size, channels, mean, std, stages: stages.map((stage) => ({ ...stage, ipc })) };
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
    await this.work?.return();
    this.work = null;
    this.options.executor?.dispose();
  }
}
