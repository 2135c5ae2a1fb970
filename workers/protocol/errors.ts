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
  | "internal";

/** Plain-data form, as it crosses from the worker to the page. */
export interface StudioErrorData {
  readonly code: StudioErrorCode;
  /** One sentence: what is wrong and where. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
}

/** Error thrown by the engine and the workers; `message` is a sentence for the person. */
export class StudioError extends Error implements StudioErrorData {
  override readonly name = "StudioError";

  constructor(
    readonly code: StudioErrorCode,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }

  toData(): StudioErrorData {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

/** Any thrown value as plain data; unknown errors become `internal`, or `out-of-memory` where the text says so. */
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
  return {
    code: "internal",
    message: `Something unexpected went wrong: ${text}`,
    hint: "Start again; if it happens again with the same recipe and seed, it is a defect worth reporting.",
  };
}
