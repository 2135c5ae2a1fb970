/** What can go wrong, as a tagged union: every error says what happened and what to do about it. */

export type StudioErrorCode =
  | "bad-recipe"
  | "bad-file"
  | "no-data"
  | "unsupported"
  | "diverged"
  | "device-lost"
  | "out-of-memory"
  | "worker-died"
  /** The browser keeps nothing here. */
  | "no-storage"
  | "storage-full"
  /** Another tab computes the run. */
  | "in-use"
  /** The run was computed by another back end or another version: its numbers would not be the same. */
  | "other-engine"
  | "internal";

/** Settings that would keep an error from coming again. */
export interface Remedy {
  /** One sentence: "Lower the image learning rate α from 1000 to 500." */
  readonly sentence: string;
  /** New values by path. */
  readonly changes: readonly { readonly path: string; readonly value: number | string | boolean }[];
}

/** Plain-data form, as it crosses from the worker to the page. */
export interface StudioErrorData {
  readonly code: StudioErrorCode;
  /** One sentence: what is wrong and where. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
  /** What to change; left out where no setting would help. */
  readonly remedy?: Remedy;
}

/** Error thrown by the engine and the workers; `message` is a sentence for the person. */
export class StudioError extends Error implements StudioErrorData {
  override readonly name = "StudioError";
  declare readonly remedy?: Remedy;

  constructor(
    readonly code: StudioErrorCode,
    message: string,
    readonly hint: string,
    remedy?: Remedy,
  ) {
    super(message);
    if (remedy) this.remedy = remedy;
  }

  toData(): StudioErrorData {
    const { code, message, hint, remedy } = this;
    return { code, message, hint, ...(remedy && { remedy }) };
  }
}

/** Any thrown value as plain data; unknown errors become `internal`, or what their text says that they are. */
export function errorData(thrown: unknown): StudioErrorData {
  if (thrown instanceof StudioError) return thrown.toData();
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (/memory access out of bounds|out of memory|allocation failed|cannot enlarge memory/i.test(text)) {
    return {
      code: "out-of-memory",
      message: "The computation ran out of memory.",
      hint: "Choose a smaller width, image size, batch size or number of experts, then start again.",
    };
  }
  // What a call is refused with where the GPU's process has gone, in the words of Chromium and of others.
  if (
    /external Instance reference no longer exists|\bdevice\b.* (is|was|has been) lost|device lost/i.test(text)
  ) {
    return {
      code: "device-lost",
      message: "The GPU was lost.",
      hint: "Start again; if it is lost again, choose the wasm back end.",
    };
  }
  return {
    code: "internal",
    message: `Something unexpected went wrong: ${text}`,
    hint: "Start again; if it happens again with the same recipe and seed, it is a defect worth reporting.",
  };
}
