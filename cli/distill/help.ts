/** What `--help` and `--list` print: usage, presets, and every field of the recipe, read from the schema. */
import { experiments } from "../../workers/protocol/experiments/experiments";
import { mostRuns } from "../../workers/protocol/experiments/sweep";
import { recipeSections, type FieldDescription } from "../../workers/protocol/recipe/describe";
import { presets } from "../../workers/protocol/recipe/presets";
import { rangeInWords, settingText } from "../../workers/protocol/recipe/settings";

const usage = `Distils an image data set into a few synthetic images, stage by stage.

Usage:
  npm run distill -- [--preset NAME | --recipe FILE] [--set field.path=value ...]
                     [--ablation NAME | --sweep field.path=values ...] [--data PATH] [--out DIR]
                     [--fresh] [--buffers DIR] [--backend NAME] [--threads N] [--seed N] [--forecast]

Options:
  --preset NAME      a recipe with a name (below); demo if neither this nor --recipe is given
  --recipe FILE      a recipe as JSON; what it leaves out has its default
  --set PATH=VALUE   changes one field of the recipe (below); may be repeated
  --ablation NAME    runs the recipe and its variants one after the other (below) and writes a table
  --sweep PATH=VALUES
                     runs the recipe with each value of a field, as in stages.count=1,2,3 or
                     matching.iterations=1...5; given twice, with all combinations of two fields. Writes a
                     table and a plot, or for two fields a heat map; the runs are ${mostRuns} at most
  --data PATH        MNIST, Fashion-MNIST, KMNIST, EMNIST: folder of the four IDX files (gzipped or not);
                     CIFAR-10, CIFAR-100: the binary archive (.tar.gz) or a folder of .bin files;
                     SVHN: folder of the two .mat files; Tiny ImageNet: its zip, or the folder in it;
                     own images (--set data.set=files): a folder or zip of class folders with PNG, JPEG
                     or WebP images, if need be under train and test, an .npz of images and labels, or
                     Parquet files of an image data set. Or the addresses of such files (https://, parted
                     by blanks), or of a data set's page at Hugging Face: fetched once, into
                     ~/.cache/dataset-distillation-studio
  --out DIR          folder for the results; default runs/<name of the recipe>-<seed>.
                     Results of an earlier run in it are replaced. An ablation or a sweep that was cut off
                     goes on: of its runs those are taken that had finished, with the same recipe, data,
                     back end and versions; a folder with other runs is refused
  --fresh            replaces those other runs, too: all of an ablation or a sweep is computed anew
  --buffers DIR      keeps the experts' trajectories in this folder, takes those that an earlier run of the
                     same making left there, and holds no more than 256 MiB of them in memory; by
                     default they are in memory and gone with the run. Clear it by deleting it
  --backend NAME     auto, webgpu, wasm or cpu; default auto
  --threads N        cores to use at most; default all. It changes no result
  --forecast         says what the run would take in time and memory, from a warm-up of seconds, and stops
  --seed N           the same as --set seed=N
  --list             lists the presets
  -h, --help         prints this

Progress goes to standard error, the folder's path to standard output. Exit status: 0 done, 1 failed,
2 bad input, 130 interrupted; unless it is 0, nothing of the run is written.`;

/** Breaks text at spaces into lines of at most `width` characters, each after `indent`. */
function wrap(text: string, indent: string, width = 100): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, indent + line].join("\n");
}

function fieldText(field: FieldDescription): string {
  const symbol = field.symbol ? ` (${field.symbol})` : "";
  const unit = field.unit ? ` ${field.unit}` : "";
  const value = `${rangeInWords(field)}; default ${settingText(field.default)}${unit}.`;
  const methods = field.methods ? ` For ${field.methods.join(", ")}.` : "";
  return `  ${field.path}${symbol}\n${wrap(`${field.help} Takes ${value}${methods}`, "      ")}`;
}

/** The presets, one paragraph each. */
export function listText(): string {
  return presets
    .map(({ name, title, about }) => `  ${name}\n${wrap(`${title}. ${about}`, "      ")}`)
    .join("\n");
}

/** The whole help. */
export function helpText(): string {
  const fields = recipeSections.map(
    ({ title, fields: own }) => `${title}:\n${own.map(fieldText).join("\n")}`,
  );
  const ablations = experiments
    .map(({ name, title, question }) => `  ${name}\n${wrap(`${title}. ${question}`, "      ")}`)
    .join("\n");
  return [
    usage,
    `Presets:\n${listText()}`,
    `Ablations:\n${ablations}`,
    "Fields of a recipe, for --set and --recipe:",
    ...fields,
  ].join("\n\n");
}
