/** CIFAR-100, binary version: a coarse and a fine label byte a record; the fine label numbers the names by alphabet. */
import type { RawImages } from "../raw-source";
import { checkRecords, CIFAR_SIDE, decodeSplits } from "./cifar-records";
import { baseName, CIFAR100_HINT, counted, refuse, type NamedFile } from "./namedFile";
import { CIFAR100_RECORD } from "./recognise";

/** Superclasses in the order of the coarse labels, each with its five classes (A. Krizhevsky, "The CIFAR-100 dataset"). */
const superclasses: Readonly<Record<string, string>> = {
  "aquatic mammals": "beaver dolphin otter seal whale",
  fish: "aquarium_fish flatfish ray shark trout",
  flowers: "orchid poppy rose sunflower tulip",
  "food containers": "bottle bowl can cup plate",
  "fruit and vegetables": "apple mushroom orange pear sweet_pepper",
  "household electrical devices": "clock keyboard lamp telephone television",
  "household furniture": "bed chair couch table wardrobe",
  insects: "bee beetle butterfly caterpillar cockroach",
  "large carnivores": "bear leopard lion tiger wolf",
  "large man-made outdoor things": "bridge castle house road skyscraper",
  "large natural outdoor scenes": "cloud forest mountain plain sea",
  "large omnivores and herbivores": "camel cattle chimpanzee elephant kangaroo",
  "medium mammals": "fox porcupine possum raccoon skunk",
  "non-insect invertebrates": "crab lobster snail spider worm",
  people: "baby boy girl man woman",
  reptiles: "crocodile dinosaur lizard snake turtle",
  "small mammals": "hamster mouse rabbit shrew squirrel",
  trees: "maple_tree oak_tree palm_tree pine_tree willow_tree",
  "vehicles 1": "bicycle bus motorcycle pickup_truck train",
  "vehicles 2": "lawn_mower rocket streetcar tank tractor",
};

const coarseNames = Object.keys(superclasses);
const members = Object.values(superclasses).map((names) => names.split(" "));
const fineNames = members.flat().sort();
/** The coarse label of each fine one. */
const coarseOf = Uint8Array.from(fineNames, (name) => members.findIndex((names) => names.includes(name)));

function checkFile(file: NamedFile): void {
  const whole = checkRecords(file, CIFAR100_RECORD, "CIFAR-100", CIFAR100_HINT);
  for (let record = 0; record < whole; record++) {
    const coarse = file.bytes[record * CIFAR100_RECORD]!;
    const fine = file.bytes[record * CIFAR100_RECORD + 1]!;
    if (fine >= fineNames.length || coarse !== coarseOf[fine]) {
      const belongs =
        fine < fineNames.length ? `${fine} belongs to ${coarseOf[fine]}` : "fine ones end at 99";
      refuse(
        `${baseName(file)} has the labels ${coarse} (coarse) and ${fine} (fine) at record ${counted(record + 1)}; in CIFAR-100 ${belongs}.`,
        CIFAR100_HINT,
      );
    }
  }
}

/**
 * Reads unpacked files of the binary version, `train.bin` and `test.bin`.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readCifar100(files: readonly NamedFile[]): RawImages {
  for (const file of files) checkFile(file);
  return {
    set: "cifar100",
    title: "CIFAR-100",
    classNames: fineNames.map((name) => name.replace("_", " ")),
    groups: { names: coarseNames, of: coarseOf },
    size: CIFAR_SIDE,
    channels: 3,
    ...decodeSplits(files, CIFAR100_RECORD),
    hint: CIFAR100_HINT,
  };
}
