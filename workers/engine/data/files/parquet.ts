/**
 * Parquet tables of image data sets, as hubs hand them out: a column of encoded images (bytes, or a group with bytes in
 * it) and one of labels; the names of the classes stand in the file's own description, if anywhere.
 */
import { parquetMetadata, parquetSchema, type FileMetaData } from "hyparquet";
import { mostDataBytes } from "../../../protocol/data";
import { MOST_CLASSES } from "../class-choice";
import type { EncodedImages, LabelledImage } from "../encoded-source";
import { imageKind } from "./image-header";
import { baseName, counted, PARQUET_HINT, refuse, shortText, type NamedFile } from "./namedFile";
import {
  ParquetTrouble,
  readChunk,
  UnpackBudget,
  type ParquetColumn,
  type ParquetValue,
} from "./parquet-column";

const MOST_ROWS = 2_000_000;

interface Table {
  readonly file: NamedFile;
  readonly images: readonly Uint8Array[];
  readonly labels: readonly (number | string)[];
  /** Names of the classes by their numbers, if the file tells them. */
  readonly names: readonly string[];
}

/** Columns without repetition, at any depth. */
function columnsOf(metadata: FileMetaData): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  const walk = (tree: ReturnType<typeof parquetSchema>, path: readonly string[], optional: number): void => {
    for (const child of tree.children) {
      const { name, type, repetition_type: how } = child.element;
      if (how === "REPEATED" || path.length > 4) continue;
      const deep = optional + (how === "OPTIONAL" ? 1 : 0);
      if (type && child.children.length === 0) columns.push({ path: [...path, name], type, optional: deep });
      else walk(child, [...path, name], deep);
    }
  };
  walk(parquetSchema(metadata), [], 0);
  return columns;
}

interface Feature {
  readonly _type?: unknown;
  readonly names?: unknown;
}

/** What the libraries of hubs write about the columns; nothing where it is missing or odd. */
function featuresOf({ key_value_metadata: pairs = [] }: FileMetaData): Readonly<Record<string, Feature>> {
  const text = pairs.find(({ key }) => key === "huggingface")?.value;
  try {
    const { info } = JSON.parse(text ?? "{}") as { info?: { features?: Record<string, Feature> } };
    return info?.features ?? {};
  } catch {
    return {};
  }
}

/** The column whose name comes first in the list of patterns. */
function columnBy(columns: readonly ParquetColumn[], patterns: readonly RegExp[]): ParquetColumn | undefined {
  for (const pattern of patterns) {
    const found = columns.find(({ path }) => pattern.test(path.join(".")));
    if (found) return found;
  }
  return undefined;
}

function readColumn(
  file: NamedFile,
  metadata: FileMetaData,
  column: ParquetColumn,
  budget: UnpackBudget,
): ParquetValue[] {
  const name = column.path.join(".");
  let left = MOST_ROWS;
  return metadata.row_groups.flatMap((group) => {
    const chunk = group.columns.find(
      ({ meta_data: meta }) => meta?.path_in_schema.join(".") === name,
    )?.meta_data;
    if (!chunk) throw new ParquetTrouble(`the column ${shortText(name)} is missing in a part of it`);
    const rows = Number(group.num_rows);
    left -= rows;
    if (!(rows >= 0 && left >= 0)) throw new ParquetTrouble("it has an impossible number of rows");
    return readChunk(file.bytes, chunk, column, rows, budget);
  });
}

function imagesOf(values: readonly ParquetValue[], name: string): Uint8Array[] {
  return values.map((value, row) => {
    if (value instanceof Uint8Array && imageKind(value)) return value;
    return refuse(`Row ${counted(row + 1)} of ${name} holds no PNG, JPEG or WebP image.`, PARQUET_HINT);
  });
}

function labelsOf(values: readonly ParquetValue[], name: string): (number | string)[] {
  const decoder = new TextDecoder();
  return values.map((value, row) => {
    if (value instanceof Uint8Array) return shortText(decoder.decode(value)).normalize("NFC") || "unnamed";
    if (value !== null && Number.isInteger(value) && value >= 0) return value;
    return refuse(
      `Row ${counted(row + 1)} of ${name} has ${value === null ? "no label" : `the label ${value}`}.`,
      "Leave out files without labels, as test files of competitions are.",
    );
  });
}

function readTable(file: NamedFile, budget: UnpackBudget): Table {
  const name = baseName(file);
  const metadata = parquetMetadata(file.bytes);
  const columns = columnsOf(metadata);
  const features = featuresOf(metadata);
  const ofType = (type: string): string[] =>
    Object.entries(features).flatMap(([key, feature]) => (feature?._type === type ? [key] : []));
  const image = columnBy(
    columns.filter(({ type }) => type === "BYTE_ARRAY"),
    [...ofType("Image").map((key) => named(key)), /^(image|img|picture)(\.bytes)?$/i, /\.bytes$/i],
  );
  const label = columnBy(
    columns.filter(({ path, type }) => path.length === 1 && ["INT32", "INT64", "BYTE_ARRAY"].includes(type)),
    [/^labels?$/i, ...ofType("ClassLabel").map((key) => named(key)), /^(fine_label|target|class|y|digit)$/i],
  );
  if (!image || !label) {
    const found = columns.map(({ path }) => path.join(".")).slice(0, 6);
    return refuse(
      `${name} has no column of ${image ? "labels" : "images"} that can be told; its columns: ${shortText(found.join(", ")) || "none"}.`,
      PARQUET_HINT,
    );
  }
  if (metadata.num_rows > MOST_ROWS) throw new ParquetTrouble("it has an impossible number of rows");
  const images = imagesOf(readColumn(file, metadata, image, budget), name);
  const labels = labelsOf(readColumn(file, metadata, label, budget), name);
  if (images.length !== labels.length) throw new ParquetTrouble("its columns differ in length");
  const names: unknown = features[label.path[0]!]?.names;
  return { file, images, labels, names: Array.isArray(names) ? names.map(String) : [] };
}

/** The column of that name, or the bytes in the group of that name. */
const named = (key: string): RegExp =>
  new RegExp(`^${key.replace(/[^\p{L}\p{N}_]/gu, "\\$&")}(\\.bytes)?$`, "u");

/** @throws StudioError `bad-file` for whatever is wrong with the file. */
function checkedTable(file: NamedFile, budget: UnpackBudget): Table {
  try {
    return readTable(file, budget);
  } catch (error) {
    if (!(error instanceof ParquetTrouble) && error instanceof Error && "hint" in error) throw error;
    const why =
      error instanceof ParquetTrouble ? error.message : "its description or its pages cannot be read";
    return refuse(`${baseName(file)} is no sound Parquet table: ${shortText(why)}.`, PARQUET_HINT);
  }
}

/** The classes there are: numbers first, then names. */
function classesOf(tables: readonly Table[]): (number | string)[] {
  const classes = new Set<number | string>();
  for (const { labels } of tables) for (const label of labels) classes.add(label);
  if (classes.size > MOST_CLASSES) {
    refuse(
      `The labels tell ${counted(classes.size)} classes apart; the studio takes up to ${MOST_CLASSES}.`,
      PARQUET_HINT,
    );
  }
  const numbers = [...classes].filter((label) => typeof label === "number").sort((a, b) => a - b);
  return [...numbers, ...[...classes].filter((label) => typeof label === "string").sort()];
}

type Part = "train" | "validation" | "test";

function partOf({ file }: Table): Part {
  const name = file.name.toLowerCase();
  if (/(^|[^a-z])test/.test(name)) return "test";
  return /(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)/.test(name) ? "validation" : "train";
}

/**
 * Reads tables; a file's name tells its split. Validation images are for testing where there are no test images, else
 * for training.
 * @param mostUnpacked bytes that all pages together may unpack to.
 * @throws StudioError `bad-file`, one sentence on the first thing that is wrong.
 */
export function readParquet(files: readonly NamedFile[], mostUnpacked = mostDataBytes): EncodedImages {
  const budget = new UnpackBudget(mostUnpacked);
  const tables = files.map((file) => checkedTable(file, budget));
  const classes = classesOf(tables);
  const places = new Map(classes.map((label, place) => [label, place]));
  const names = tables.find((table) => table.names.length > 0)?.names ?? [];
  const hasTest = tables.some((table) => partOf(table) === "test");
  const hasTrain = tables.some((table) => partOf(table) === "train");
  const isTest = (table: Table): boolean => {
    const part = partOf(table);
    return part === "test" || (part === "validation" && !hasTest && hasTrain);
  };
  const of = (test: boolean): LabelledImage[] | null => {
    const images = tables
      .filter((table) => isTest(table) === test)
      .flatMap(({ file, images: rows, labels }) =>
        rows.map((bytes, row) => ({
          name: `${baseName(file)}, row ${row + 1}`,
          read: () => bytes,
          label: places.get(labels[row]!)!,
        })),
      );
    return images.length > 0 ? images : null;
  };
  return {
    set: "files",
    title: "Parquet data set",
    classNames: classes.map((label) =>
      typeof label === "number" ? shortText(names[label] ?? "").normalize("NFC") || String(label) : label,
    ),
    train: of(false),
    test: of(true),
    suggestedSize: 32,
    hint: PARQUET_HINT,
  };
}
