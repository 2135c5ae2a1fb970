/** What computes, for the record of a run: on other versions the same recipe may give other bits. */
import { dependencies, version } from "../package.json";

export const versions: Readonly<Record<string, string>> = {
  studio: version,
  tfjs: dependencies["@tensorflow/tfjs-core"],
};
