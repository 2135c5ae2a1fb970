/** Hands a file to the browser's downloads; its address is given back afterwards. */
import type { ExportedFile } from "../../../workers/protocol/api";

/** Long enough for the browser to have begun reading. */
const milliseconds = 60_000;

/** Saves the file under its name. */
export function download({ name, type, bytes }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), milliseconds);
}
