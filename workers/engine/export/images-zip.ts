/** Every image as a PNG at its own size, in a folder of its class: what image-folder loaders read. */
import type { DisplayMode } from "../../protocol/display";
import { displayWords } from "../data/display";
import type { DistilledSet } from "../progressive/distilled";
import { folderNames, zipFiles } from "./archive";
import { encodePng, stageBytes, stagesOf } from "./image-bytes";

/**
 * Zip of `<class>/stage-<k>_<slot>.png` (stages from 1, slots from 0), whose description says how the values
 * became pixels.
 * @throws StudioError `no-data` if nothing has been distilled yet.
 */
export function imagesZip(set: DistilledSet, display?: DisplayMode): Uint8Array<ArrayBuffer> {
  const { size, channels } = set;
  const words = displayWords(set, display);
  const folders = folderNames(set.classNames);
  const pixelsPerImage = size * size * channels;
  const files = new Map<string, Uint8Array>();
  for (const stage of stagesOf(set)) {
    const bytes = stageBytes(set, stage, display);
    folders.forEach((folder, row) => {
      for (let slot = 0; slot < stage.ipc; slot++) {
        const start = (row * stage.ipc + slot) * pixelsPerImage;
        const image = bytes.subarray(start, start + pixelsPerImage);
        const png = encodePng(size, size, channels, image, words);
        files.set(`${folder}/stage-${stage.stage}_${slot}.png`, png);
      }
    });
  }
  return zipFiles(files);
}
