/**
 * Images in folders that are named after their classes, perhaps under train and test; and Tiny ImageNet, whose zip is
 * of this kind but for its validation images, which lie in one folder with a table of their classes.
 */
import { MOST_CLASSES } from "../class-choice";
import type { EncodedImages, LabelledImage } from "../encoded-source";
import { shortName, type ImageFile } from "./image-file";
import { imageKind } from "./image-header";
import { baseName, counted, FOLDERS_HINT, refuse, shortText, type NamedFile } from "./namedFile";

type Part = "train" | "validation" | "test" | "all";

interface Placed {
  readonly image: ImageFile;
  readonly part: Part;
  readonly className: string;
}

const partNames: readonly (readonly [RegExp, Part])[] = [
  [/^(train|training|trainset)$/i, "train"],
  [/^(val|valid|validation|dev)$/i, "validation"],
  [/^(test|testing|testset)$/i, "test"],
];

const partOf = (folder: string): Part | null =>
  partNames.find(([pattern]) => pattern.test(folder))?.[1] ?? null;
const isAside = (folder: string): boolean => /^\.[^.]|^__MACOSX$/.test(folder);
/** Between class and images, as in Tiny ImageNet. */
const isWrapper = (folder: string): boolean => /^images?$/i.test(folder);

/** Names in any script, on one line, and nothing that turns the reading direction. */
function checkClassName(name: string): void {
  if (name.length <= 80 && !/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(name)) return;
  refuse(
    `The class folder "${shortText(name)}" has a name that cannot be shown: over 80 characters, or with control characters.`,
    "Rename the folder.",
  );
}

/** Split and class by the folders above an image; null for what lies aside. */
function place(image: ImageFile): Placed | null {
  const folders = image.name.split("/").filter((part) => part !== "" && part !== ".");
  folders.pop();
  if (folders.some(isAside)) return null;
  if (folders.includes("..")) {
    refuse(`The file name "${shortText(image.name)}" leads out of its folder.`, FOLDERS_HINT);
  }
  let at = folders.length - 1;
  if (at > 0 && isWrapper(folders[at]!) && !partOf(folders[at - 1]!)) at--;
  const className = folders[at];
  if (className === undefined || partOf(className) || (isWrapper(className) && at > 0)) {
    const kinds = { png: "PNG", jpeg: "JPEG", webp: "WebP" };
    const kind = imageKind(image.read());
    return refuse(
      `${shortText(image.name.split("/").pop()!)} is a ${kind ? kinds[kind] : "damaged"} image that lies in no class folder.`,
      FOLDERS_HINT,
    );
  }
  const above = folders.slice(0, at).reverse().map(partOf);
  return {
    image,
    part: above.find((part) => part !== null) ?? "all",
    className: className.normalize("NFC"),
  };
}

interface Named {
  readonly title: string;
  readonly set: EncodedImages["set"];
  /** Name to show of a class; left out, the folder's. */
  readonly shown?: (className: string) => string;
}

/** Classes by alphabet; validation images are for testing where there are no test images, else for training. */
function gather(placed: readonly Placed[], { title, set, shown }: Named): EncodedImages {
  const folders = [...new Set(placed.map(({ className }) => className))].sort();
  if (folders.length > MOST_CLASSES) {
    refuse(
      `There are ${counted(folders.length)} class folders; the studio takes up to ${MOST_CLASSES} classes.`,
      "Choose a part of the folders.",
    );
  }
  folders.forEach(checkClassName);
  const labels = new Map(folders.map((folder, label) => [folder, label]));
  const has = (part: Part): boolean => placed.some((each) => each.part === part);
  const isTest = (part: Part): boolean => part === "test" || (part === "validation" && !has("test"));
  const of = (test: boolean): LabelledImage[] | null => {
    const images = placed
      .filter(({ part }) => isTest(part) === test)
      .map(({ image, className }) => ({
        name: image.name,
        read: () => image.read(),
        label: labels.get(className)!,
      }));
    return images.length > 0 ? images : null;
  };
  const joined = has("test") && has("validation") ? " (validation images are taken for training)" : "";
  return {
    set,
    title: `${title}${joined}`,
    classNames: folders.map((folder) => shown?.(folder) ?? folder),
    train: of(false),
    test: of(true),
    suggestedSize: 32,
    hint: FOLDERS_HINT,
  };
}

const lines = (file: NamedFile): string[] => new TextDecoder().decode(file.bytes).split(/\r?\n/);

/** Tiny ImageNet: `val_annotations.txt` gives the class of each validation image, `words.txt` the names of the classes. */
function readTiny(
  images: readonly ImageFile[],
  annotations: NamedFile,
  texts: readonly NamedFile[],
): EncodedImages {
  const classOf = new Map(
    lines(annotations).flatMap((line) => {
      const [file, wnid] = line.split("\t");
      return file && wnid ? [[file, wnid] as const] : [];
    }),
  );
  const words = texts.find((file) => baseName(file).toLowerCase() === "words.txt");
  const names = new Map(
    (words ? lines(words) : []).map((line) => {
      const [wnid = "", terms = ""] = line.split("\t");
      return [wnid, terms.split(",")[0]!.trim()];
    }),
  );
  const placed = images.flatMap((image): Placed[] => {
    // The test images have no labels.
    if (/(^|\/)test\/images\//i.test(image.name)) return [];
    if (!/(^|\/)val\/images\//i.test(image.name)) return [place(image) ?? []].flat();
    const className = classOf.get(image.name.split("/").pop()!);
    return className === undefined
      ? refuse(
          `${baseName(annotations)} does not say of which class ${shortText(shortName(image.name))} is.`,
          "Choose tiny-imagenet-200.zip as downloaded.",
        )
      : [{ image, part: "validation", className }];
  });
  const folders = [...new Set(placed.map(({ className }) => className))];
  const shown = folders.map((folder) => names.get(folder) || folder);
  return gather(placed, {
    set: "tiny",
    title: "Tiny ImageNet",
    // Two classes may go by one word.
    shown: (folder) => {
      const word = names.get(folder);
      return !word || shown.filter((other) => other === word).length > 1
        ? `${word ?? ""} ${folder}`.trim()
        : word;
    },
  });
}

/** What all paths have in common at their start: the folder that was dropped, or the one in the archive. */
function commonFolder(images: readonly ImageFile[]): string | null {
  const [first] = images[0]!.name.split("/");
  const deep = images.every(({ name }) => name.split("/").length > 2 && name.startsWith(`${first}/`));
  return deep && first !== undefined && !partOf(first) ? first : null;
}

/**
 * Tells splits and classes of images by their folders.
 * @param texts text files that lie beside them.
 * @param given what the person chose, for the title where the images lie in no common folder.
 * @throws StudioError `bad-file` for an image in no class folder, or more classes than labels can tell apart.
 */
export function readClassFolders(
  images: readonly ImageFile[],
  texts: readonly NamedFile[],
  given: string,
): EncodedImages {
  const annotations = texts.find((file) => baseName(file).toLowerCase() === "val_annotations.txt");
  if (annotations) return { ...readTiny(images, annotations, texts), suggestedSize: 64 };
  const placed = images.map(place).filter((each) => each !== null);
  if (placed.length === 0) refuse("The folders hold no images.", FOLDERS_HINT);
  const title = shortText(commonFolder(images) ?? given.replace(/\.(zip|tar|tgz|tar\.gz)$/i, ""));
  return gather(placed, { set: "files", title: title || "Own images" });
}
