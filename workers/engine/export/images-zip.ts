/** Every image as a PNG at its own size, in a folder of its class: what image-folder loaders read. */
import type { DistilledSet } from "../progressive/distilled";
import { folderNames, zipFiles } from "./archive";
import { encodePng, stageBytes, stagesOf } from "./image-bytes";

/**
 * Zip of `<class>/stage-<k>_<slot>.png` (stages from 1, slots from 0), de-normalised.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function imagesZip(set: DistilledSet): Uint8Array<ArrayBuffer> {
  const { size, channels } = set;
  const folders = folderNames(set.classNames);
  const pixelsPerImage = size * size * channels;
  const files = new Map<string, Uint8Array>();
  for (const stage of stagesOf(set)) {
    const bytes = stageBytes(set, stage);
    folders.forEach((folder, row) => {
      for (let slot = 0; slot < stage.ipc; slot++) {
        const start = (row * stage.ipc + slot) * pixelsPerImage;
        const png = encodePng(size, size, channels, bytes.subarray(start, start + pixelsPerImage));
        files.set(`${folder}/stage-${stage.stage}_${slot}.png`, png);
      }
    });
  }
  return zipFiles(files);
}
