/** The golden files that are kept beside the checks, parsed; for tests. */
import convnet from "./fixtures/convnet.json";
import dc from "./fixtures/dc.json";
import dm from "./fixtures/dm.json";
import dsa from "./fixtures/dsa.json";
import herding from "./fixtures/herding.json";
import idc from "./fixtures/idc.json";
import mtt from "./fixtures/mtt.json";
import softLabels from "./fixtures/mtt_soft_labels.json";
import networks from "./fixtures/networks.json";
import scores from "./fixtures/scores.json";
import zca from "./fixtures/zca.json";
import type { GoldenFiles } from "./checks";

export const fixtures: GoldenFiles = {
  "convnet.json": convnet,
  "dc.json": dc,
  "dm.json": dm,
  "dsa.json": dsa,
  "herding.json": herding,
  "idc.json": idc,
  "mtt.json": mtt,
  "mtt_soft_labels.json": softLabels,
  "networks.json": networks,
  "scores.json": scores,
  "zca.json": zca,
};
