/** Blocks of images as a training set on the host, for jobs: every image that holds several is decoded into them. */
import type { JobImages, Leg } from "../jobs/job";
import type { ImageBlock } from "../part";
import { dispose, read } from "../tensor/memory";
import { momentumReset, passRates, syntheticOptions } from "../training/synthetic";
import { trainingSet, type UnionContext } from "./union";

/** {@link trainingSet}, read back. */
async function trainingImages(blocks: readonly ImageBlock[], context: UnionContext): Promise<JobImages> {
  const { images, targets } = trainingSet(blocks, context);
  try {
    return { kind: "synthetic", images: await read(images), targets: await read(targets) };
  } finally {
    dispose(images, targets);
  }
}

/** The training sets of a part's jobs, which often share them: each is made when it is first asked for. */
export class TrainingSets {
  private readonly made = new Map<string, Promise<JobImages>>();

  constructor(private readonly context: UnionContext) {}

  /** The set of that name, of these blocks. */
  of(name: string, blocks: () => readonly ImageBlock[]): Promise<JobImages> {
    const set = this.made.get(name) ?? trainingImages(blocks(), this.context);
    this.made.set(name, set);
    return set;
  }

  /** Lets go of them. */
  clear(): void {
    this.made.clear();
  }
}

/** How any network is trained on synthetic images: `passes` passes from `rate` on, with the momentum of the leg before. */
export function syntheticLeg(
  { recipe }: Pick<UnionContext, "recipe">,
  images: JobImages,
  rate: number,
  passes: number,
  label: string,
): Leg {
  return {
    images,
    options: syntheticOptions(recipe),
    rates: passRates(recipe, rate, passes),
    momentumResetAt: momentumReset(recipe, passes),
    label,
    firstEpoch: 0,
  };
}
