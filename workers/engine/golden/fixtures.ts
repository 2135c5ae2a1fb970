/** The golden files that are kept beside the checks, parsed; for tests. */
import convnet from "./fixtures/convnet.json";
import dsa from "./fixtures/dsa.json";
import mtt from "./fixtures/mtt.json";
import softLabels from "./fixtures/mtt_soft_labels.json";
import scores from "./fixtures/scores.json";
import type { GoldenFiles } from "./checks";

export const fixtures: GoldenFiles = {
  "convnet.json": convnet,
  "dsa.json": dsa,
  "mtt.json": mtt,
  "mtt_soft_labels.json": softLabels,
  "scores.json": scores,
};
