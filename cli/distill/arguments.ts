/** The command line as typed, taken apart; which recipe it means is decided in `choose-recipe.ts`. */
import { parseArgs } from "node:util";
import type { BackendChoice } from "../../workers/protocol/api";
import { BadInput } from "./bad-input";

export interface Arguments {
  readonly preset: string | null;
  readonly recipeFile: string | null;
  /** `--set` in the order given, `--seed` last. */
  readonly settings: readonly { readonly path: string; readonly text: string }[];
  /** Name of an experiment over the recipe, or null for one run. */
  readonly ablation: string | null;
  /** The settings of a sweep with their values as typed; none for one run. */
  readonly sweep: readonly { readonly path: string; readonly text: string }[];
  readonly data: string | null;
  /** Folder in which trajectories of experts are kept and found again; null: nowhere. */
  readonly buffers: string | null;
  readonly out: string | null;
  readonly backend: BackendChoice;
  /** Cores to use at most; null: all. */
  readonly threads: number | null;
  /** Whether to compute all runs of a study anew, also those that had finished. */
  readonly fresh: boolean;
  /** Whether to say what the run would take, and do no more. */
  readonly forecast: boolean;
  readonly help: boolean;
  readonly list: boolean;
}

export const backendChoices: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "cpu"];

const options = {
  preset: { type: "string" },
  recipe: { type: "string" },
  set: { type: "string", multiple: true },
  ablation: { type: "string" },
  sweep: { type: "string", multiple: true },
  data: { type: "string" },
  buffers: { type: "string" },
  out: { type: "string" },
  backend: { type: "string" },
  threads: { type: "string" },
  seed: { type: "string" },
  fresh: { type: "boolean" },
  forecast: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  list: { type: "boolean" },
} as const;

function readOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(?:-\w, )?(--[\w-]+)/.exec(message)?.[1];
    // A value that is missing, or one that begins with a dash and may be the next option.
    if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE" && option && !/does not take/.test(message))
      throw new BadInput(`${option} needs a value; one that begins with a dash is given as ${option}=-….`);
    // Node adds advice after the first sentence, on more lines.
    const [sentence] = message.split(/\.\s/);
    throw new BadInput(`${sentence}; --help lists the options.`);
  }
}

const examples = {
  set: "field.path=value, for instance matching.iterations=200",
  sweep: "field.path=values, for instance stages.count=1,2,3",
};

function splitSetting(option: keyof typeof examples, text: string): { path: string; text: string } {
  const equals = text.indexOf("=");
  if (equals < 1) throw new BadInput(`--${option} takes ${examples[option]}, not "${text}".`);
  return { path: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
}

/**
 * Takes the arguments after the command's name apart.
 * @throws BadInput for an unknown option or back end, a missing value, `--preset` beside `--recipe`, two of
 * `--ablation`, `--sweep` and `--forecast`, or `--fresh` without the first two.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const values = readOptions(argv);
  for (const name of ["preset", "recipe", "ablation", "data", "buffers", "out"] as const) {
    if (values[name]?.trim() === "") throw new BadInput(`--${name} needs a value.`);
  }
  if (values.preset !== undefined && values.recipe !== undefined) {
    throw new BadInput("Give --preset or --recipe, not both.");
  }
  if (values.ablation !== undefined && values.sweep !== undefined) {
    throw new BadInput("Give --ablation or --sweep, not both.");
  }
  if (values.forecast && (values.ablation !== undefined || values.sweep !== undefined)) {
    throw new BadInput("--forecast is for one run: leave --ablation and --sweep out.");
  }
  if (values.fresh && values.ablation === undefined && values.sweep === undefined) {
    throw new BadInput("--fresh is for --ablation and --sweep: a single run is always computed anew.");
  }
  const backend = backendChoices.find((choice) => choice === (values.backend ?? "auto"));
  if (!backend)
    throw new BadInput(`There is no back end "${values.backend}"; there are ${backendChoices.join(", ")}.`);
  const threads = values.threads === undefined ? null : Number(values.threads);
  if (threads !== null && !(Number.isInteger(threads) && threads >= 1)) {
    throw new BadInput(`--threads takes a whole number from 1 on, not "${values.threads}".`);
  }
  const settings = (values.set ?? []).map((text) => splitSetting("set", text));
  if (values.seed !== undefined) settings.push({ path: "seed", text: values.seed });
  return {
    preset: values.preset ?? null,
    recipeFile: values.recipe ?? null,
    settings,
    ablation: values.ablation ?? null,
    sweep: (values.sweep ?? []).map((text) => splitSetting("sweep", text)),
    data: values.data ?? null,
    buffers: values.buffers ?? null,
    out: values.out ?? null,
    backend,
    threads,
    fresh: values.fresh ?? false,
    forecast: values.forecast ?? false,
    help: values.help ?? false,
    list: values.list ?? false,
  };
}
