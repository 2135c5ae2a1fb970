/** Hands a file to the browser's downloads; its address is given back afterwards. */

/** A file to be saved. */
export interface DownloadFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Long enough for the browser to have begun reading. */
const milliseconds = 60_000;

/** Saves the file under its name. */
export function download({ name, type, bytes }: DownloadFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), milliseconds);
}
