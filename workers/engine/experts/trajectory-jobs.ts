/**
 * What makes a trajectory: its whole training from random weights on, as one job. A trajectory of stage i is that of a
 * network trained on U_1, …, U_{i−1} and then on the real data (PDD). The job is also what it is known by: a key is a
 * hash of it and of the data, so that whatever changes a bit changes the key.
 */
import { expertEpochsNeeded } from "../../protocol/recipe/recipe";
import type { PreparedDataset } from "../data/prepare";
import { passesOf, type Job, type JobImages, type Leg } from "../jobs/job";
import type { PartContext } from "../part";
import { syntheticLeg, TrainingSets } from "../progressive/training-arrays";
import { expertLeg } from "./expert-leg";

/** A trajectory of a run's buffer, by what it is known by; its weights are with the run's `Trajectories`. */
export interface BufferEntry {
  readonly key: string;
  /** 1-based; the stage that it is for. */
  readonly stage: number;
}

/** The real images that networks are trained on, and how they are normalised. */
function trainedOn({ train: { pixels, labels }, mean, std, zca }: PreparedDataset): unknown {
  return { pixels, labels, mean, std, whitened: zca !== undefined };
}

export class TrajectoryJobs {
  private readonly sets: TrainingSets;
  private readonly prints = new Map<JobImages, Promise<string | null>>();
  private world: Promise<string | null> | null = null;
  private real: Leg | null = null;

  /**
   * @param stage 1-based; the one that the trajectories are for. The stages before it must be there when a job is
   *   asked for, and images scored by difficulty where the recipe needs that.
   */
  constructor(
    private readonly context: PartContext,
    private readonly stage: number,
  ) {
    this.sets = new TrainingSets(context);
  }

  /** Snapshots of a trajectory. */
  get snapshots(): number {
    return expertEpochsNeeded(this.context.recipe) + 1;
  }

  /** Training on U_i. */
  private async transition(i: number, index: number): Promise<Leg> {
    const { context } = this;
    const { stages } = context.made;
    const images = await this.sets.of(`union ${i}`, () => stages.slice(0, i));
    const { transitionEpochs } = context.recipe.stages;
    const label = `transition ${i}/network ${index}`;
    const leg = syntheticLeg(context, images, stages[i - 1]!.learningRate, transitionEpochs, label);
    return { ...leg, freshMomentum: true };
  }

  /** Training on the real data, with the weights kept. */
  private onReal(index: number): Leg {
    const { stage } = this;
    const label = stage === 1 ? `expert ${index}` : `transition ${stage - 1}/expert ${index}`;
    this.real ??= expertLeg(this.context, stage, label);
    return { ...this.real, label };
  }

  /** All of it. */
  async whole(index: number): Promise<Job> {
    const legs: Leg[] = [];
    for (let i = 1; i < this.stage; i++) legs.push(await this.transition(i, index));
    legs.push(this.onReal(index));
    const from = { stream: `expert ${index}/initial` };
    return { network: null, seed: this.context.recipe.seed, from, legs, wantState: false };
  }

  /**
   * What is left of it where the trajectory of the stage before is there; it gives the same bits.
   * @param start its first weights; null: they are gone.
   */
  async onwards(index: number, start: Float32Array | null): Promise<Job> {
    const whole = await this.whole(index);
    if (!start) return whole;
    return { ...whole, from: { weights: start, velocity: null }, legs: whole.legs.slice(-2) };
  }

  /** Passes on synthetic images in a job of {@link onwards}. */
  passesBefore(job: Job): number {
    return passesOf(job.legs.slice(0, -1));
  }

  private print(images: JobImages): Promise<string | null> {
    const known = this.prints.get(images) ?? this.context.trajectories.fingerprint(images);
    this.prints.set(images, known);
    return known;
  }

  /** What the trajectory is known by. */
  async entry(index: number): Promise<BufferEntry> {
    const { stage, context } = this;
    const { recipe, data, trajectories } = context;
    this.world ??= trajectories.fingerprint([
      trainedOn(data),
      { ...recipe.network, size: data.size, channels: data.channels, classes: data.classNames.length },
    ]);
    const world = await this.world;
    // Without a store nobody else will ask for it.
    if (world === null) return { key: `stage ${stage}, trajectory ${index}`, stage };
    const job = await this.whole(index);
    const legs: unknown[] = [];
    for (const { images, ...leg } of job.legs) legs.push({ ...leg, images: await this.print(images) });
    return { key: (await trajectories.fingerprint([world, { ...job, legs }]))!, stage };
  }

  /** Lets go of the images. */
  clear(): void {
    this.sets.clear();
    this.prints.clear();
    this.real = null;
  }
}
