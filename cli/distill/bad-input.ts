/** What the person gave cannot be used: one sentence for standard error, exit status 2. */
import { StudioError } from "../../workers/protocol/errors";

export class BadInput extends Error {
  override readonly name = "BadInput";
}

/** Errors that the engine throws about what it was given, not about what happened to it. */
const aboutInput = new Set(["bad-recipe", "bad-file", "no-data", "unsupported"]);

/** Whether the person can mend this by giving something else. */
export function isBadInput(thrown: unknown): boolean {
  return thrown instanceof BadInput || (thrown instanceof StudioError && aboutInput.has(thrown.code));
}

/** A file-system error in words: "there is no such file or folder". */
export function fileTrouble(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "ENOTDIR":
      return "a part of the path is a file, not a folder";
    case "EEXIST":
      return "something of that name is in the way";
    case "ENAMETOOLONG":
      return "the name is too long";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "permission is denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "the disk is full";
    case "ERR_FS_FILE_TOO_LARGE":
      return "it is larger than 2 GiB";
    default:
      return message;
  }
}
