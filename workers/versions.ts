/** What computes, for the record of a run: on other versions the same recipe may give other bits. */
import { dependencies, version } from "../package.json";
import { engineBits } from "./engine/bits";

export const versions: Readonly<Record<string, string>> = {
  studio: version,
  engine: String(engineBits),
  tfjs: dependencies["@tensorflow/tfjs-core"],
};
