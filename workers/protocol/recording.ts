/**
 * A recorded run: what a real run told the page, with the moments at which it did, thinned so that it can be put beside
 * the studio and played where nothing has been computed yet. As a file it is JSON, packed by gzip, in which pixels are
 * base 64 without their alpha.
 */
import type { DatasetDescription } from "./api";
import { StudioError } from "./errors";
import type { RunEvent } from "./events";
import type { Recipe } from "./recipe/recipe";

export interface RecordedMoment {
  /** Seconds from the start of the run. */
  readonly at: number;
  readonly events: readonly RunEvent[];
}

export interface Recording {
  readonly preset: string;
  readonly recipe: Recipe;
  readonly dataset: DatasetDescription;
  /** "2026-11-20". */
  readonly recordedOn: string;
  /** Name of the back end that computed, and the version of the studio. */
  readonly backend: string;
  readonly studio: string;
  /** Rising in time. */
  readonly moments: readonly RecordedMoment[];
}

const format = "studio recording 1";

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** Where pixels stand in the text. */
interface Packed {
  readonly rgb: string;
}

function isPacked(value: unknown): value is Packed {
  return typeof value === "object" && value !== null && "rgb" in value && typeof value.rgb === "string";
}

function pack(pixels: Pixels): Packed {
  let text = "";
  for (const [i, byte] of pixels.entries()) if (i % 4 !== 3) text += String.fromCharCode(byte);
  return { rgb: btoa(text) };
}

function unpack({ rgb }: Packed): Pixels {
  const text = atob(rgb);
  const pixels = new Uint8ClampedArray((text.length / 3) * 4).fill(255);
  for (let i = 0; i < text.length; i++) pixels[Math.floor(i / 3) * 4 + (i % 3)] = text.charCodeAt(i);
  return pixels;
}

/** Figures of curves are kept to as many digits as a chart can show. */
const digits = 5;

function written(_: string, value: unknown): unknown {
  if (value instanceof Uint8ClampedArray) return pack(value as Pixels);
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
}

/** The text of a recording, not yet packed. */
export function recordingText(recording: Recording): string {
  // The recipe keeps its numbers whole: it is to be run again as it was.
  const { recipe, ...rest } = recording;
  return `{"format":${JSON.stringify(format)},"recipe":${JSON.stringify(recipe)},${JSON.stringify(rest, written).slice(1)}`;
}

/**
 * The recording of a text that {@link recordingText} has made.
 * @throws StudioError `bad-file` if it is none, or one of another version.
 */
export function readRecording(text: string): Recording {
  const refuse = (): StudioError =>
    new StudioError(
      "bad-file",
      "The recorded run that comes with the studio cannot be read.",
      "Reload the page; a real run can be started all the same.",
    );
  let found: unknown;
  try {
    found = JSON.parse(text, (_, value: unknown) => (isPacked(value) ? unpack(value) : value));
  } catch {
    throw refuse();
  }
  const isOurs = typeof found === "object" && found !== null && "format" in found && found.format === format;
  if (!isOurs) throw refuse();
  return found as unknown as Recording;
}
