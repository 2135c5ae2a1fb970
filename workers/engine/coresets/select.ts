/**
 * Coresets: a few real images of each class, chosen in one of several ways. The picks of a class are in the order of
 * choice, so that the first n of a larger coreset are the coreset of n, and each stage of a run can take the next.
 */
import type { CoresetMethod } from "../../protocol/recipe/evaluation";
import type { Features } from "../nets/embedding";
import { Random } from "../tensor/random";
import { herding } from "./herding";
import { kCenter } from "./k-center";

/** Of each coreset of a run, for each class the chosen rows of the training images in the order of picking. */
export type Coresets = Readonly<Partial<Record<CoresetMethod, readonly Int32Array[]>>>;

/** Where the draws of a selection come from: each class has a stream of its own. */
export interface CoresetDraws {
  readonly seed: number;
  readonly label: string;
}

/** What a selection may look at. */
export interface CoresetSource {
  /** Embeddings of the images at `rows`; for herding and k-center. Asked for one class at a time. */
  features(rows: Int32Array): AsyncGenerator<void, Features>;
  /** Forgetting score of every training image; for the kind of that name. */
  readonly scores: ArrayLike<number> | null;
}

/** The members in a random order. */
function shuffled(members: Int32Array, { seed, label }: CoresetDraws, classIndex: number): Int32Array {
  return Random.stream(seed, `${label}/class ${classIndex}`).shuffle(members.slice());
}

/**
 * Picks images of one class.
 * @param members indices of the images of the class.
 * @param count picks wanted: a class with fewer images gives all it has.
 * @returns entries of `members` in the order of picking.
 */
export async function* selectFromClass(
  kind: CoresetMethod,
  source: CoresetSource,
  members: Int32Array,
  classIndex: number,
  count: number,
  draws: CoresetDraws,
): AsyncGenerator<void, Int32Array> {
  switch (kind) {
    case "forgetting": {
      const { scores } = source;
      if (!scores) throw new Error("a coreset by forgetting needs the forgetting scores");
      // A stable sort: of equal scores the random order decides.
      return shuffled(members, draws, classIndex)
        .sort((a, b) => scores[b]! - scores[a]!)
        .slice(0, count);
    }
    case "herding":
    case "k-center": {
      const features = yield* source.features(members);
      const picks = yield* kind === "herding" ? herding(features, count) : kCenter(features, count);
      return picks.map((pick) => members[pick]!);
    }
  }
}
