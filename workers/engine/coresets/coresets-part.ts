/** Choosing the coresets of a run as a part of it: the network they are chosen by, then the picks of each class. */
import type { CoresetMethod } from "../../protocol/recipe/evaluation";
import { coresetsNeeded } from "../../protocol/recipe/needs";
import { totalIpc } from "../../protocol/recipe/recipe";
import { embedRows, type Features } from "../nets/embedding";
import { uploadWeights } from "../nets/weights";
import type { Part, PartContext } from "../part";
import { dispose } from "../tensor/memory";
import { realSource } from "../training/batches";
import type { TrainingState } from "../training/sgd";
import { coresetNetworkEpoch } from "./network-training";
import { selectFromClass, type CoresetSource, type Coresets } from "./select";

/** What the part looks at and makes. */
type ChoosingContext = Pick<PartContext, "recipe" | "data" | "network" | "made">;

interface State {
  /** Epochs complete of the network that features come from. */
  readonly epochs: number;
  readonly network: TrainingState | null;
  /** For each class that is done, the picks by each kind. */
  readonly picks: readonly (readonly Int32Array[])[];
}

/** Chooses as many images of each class as all stages together have, by each of `kinds`. */
export function coresetsPart(context: ChoosingContext, kinds: readonly CoresetMethod[]): Part {
  const { recipe, data, network, made } = context;
  const byFeatures = kinds.some((kind) => kind !== "forgetting");
  const epochs = byFeatures ? recipe.evaluation.fullDataEpochs : 0;
  const classes = data.classNames.length;
  let state: State = { epochs: 0, network: null, picks: [] };

  /** The picks of the next class by each kind. The features of a class are let go before those of the next are made. */
  async function* nextClass(source: CoresetSource): AsyncGenerator<void, Int32Array[]> {
    const index = state.picks.length;
    const members = data.byClass[index]!;
    const features = byFeatures ? yield* source.features(members) : null;
    const shared: CoresetSource = { ...source, features: () => alreadyMade(features!) };
    const picks: Int32Array[] = [];
    for (const kind of kinds) {
      const draws = { seed: recipe.seed, label: `coreset by ${kind}` };
      picks.push(yield* selectFromClass(kind, shared, members, index, totalIpc(recipe), draws));
    }
    return picks;
  }

  return {
    id: "coresets",
    kind: "preparation",
    title: "Coresets",
    stage: 0,
    unit: "steps", // an epoch of the network, or a class
    total: epochs + classes,
    // Features cost a third of an epoch.
    cost: byFeatures ? ((epochs + 1 / 3) * data.train.count) / (epochs + classes) : 1,
    get done() {
      return state.epochs + state.picks.length;
    },
    async *work() {
      while (state.epochs < epochs) {
        const next = yield* coresetNetworkEpoch(context, state.network, state.epochs, epochs);
        state = { ...state, epochs: state.epochs + 1, network: next };
      }
      const theta = state.network ? uploadWeights(network, state.network.weights) : [];
      try {
        const images = realSource(data);
        const source: CoresetSource = {
          features: (rows) => embedRows(network, images, rows, theta),
          scores: made.difficulty.forgetting ?? null,
        };
        while (state.picks.length < classes) {
          const picks = yield* nextClass(source);
          state = { ...state, picks: [...state.picks, picks] };
        }
      } finally {
        dispose(theta);
      }
      const chosen = kinds.map((kind, i) => [kind, state.picks.map((picks) => picks[i]!)]);
      made.coresets = { ...made.coresets, ...(Object.fromEntries(chosen) as Coresets) };
    },
    state: () => Promise.resolve(state),
    restore(saved) {
      state = saved as State;
    },
  };
}

// eslint-disable-next-line require-yield -- what waits for features accepts that they are there already
async function* alreadyMade(features: Features): AsyncGenerator<void, Features> {
  return features;
}

/** The part that chooses the coresets, if the run needs any; after the difficulty parts. */
export function coresetParts(context: ChoosingContext): Part[] {
  const kinds = coresetsNeeded(context.recipe);
  return kinds.length > 0 ? [coresetsPart(context, kinds)] : [];
}
