/**
 * The golden files and the checks of each: values computed by the reference PyTorch implementations, held against what
 * this engine computes on the active back end. Reading files is left to the caller.
 */
import type { Check } from "./check";
import { checkConvnet } from "./convnet-check";
import { checkDc, dcSchema } from "./dc-check";
import { checkDm, dmSchema } from "./dm-check";
import { checkDsa } from "./dsa-check";
import { checkHerding, herdingSchema } from "./herding-check";
import { checkIdc, idcSchema } from "./idc-check";
import { checkMtt } from "./mtt-check";
import { checkNetworks, networksSchema } from "./networks-check";
import { convnetSchema, dsaSchema, mttSchema, parse, scoresSchema, softLabelsSchema } from "./schema";
import { checkScores } from "./scores-check";
import { checkSoftLabels } from "./soft-labels-check";
import { checkZca, zcaSchema } from "./zca-check";

/** Parsed JSON by file name. */
export type GoldenFiles = Readonly<Record<string, unknown>>;

/** Computes and compares; to be called with the back end active. */
export type RunChecks = () => Promise<Check[]>;

/** Parses one file and returns what checks it. */
type Prepare = (files: GoldenFiles) => RunChecks;

const known: Readonly<Record<string, Prepare>> = {
  "convnet.json": (files) => {
    const golden = parse("convnet.json", convnetSchema, files["convnet.json"]);
    return () => checkConvnet("convnet.json", golden);
  },
  "dc.json": (files) => {
    const golden = parse("dc.json", dcSchema, files["dc.json"]);
    const beside = files["convnet.json"];
    const convnet = beside === undefined ? undefined : parse("convnet.json", convnetSchema, beside);
    return () => checkDc("dc.json", golden, convnet);
  },
  "idc.json": (files) => {
    const golden = parse("idc.json", idcSchema, files["idc.json"]);
    return () => checkIdc("idc.json", golden);
  },
  "mtt.json": (files) => {
    const golden = parse("mtt.json", mttSchema, files["mtt.json"]);
    return () => checkMtt("mtt.json", golden);
  },
  "mtt_soft_labels.json": (files) => {
    const golden = parse("mtt_soft_labels.json", softLabelsSchema, files["mtt_soft_labels.json"]);
    const beside = files["mtt.json"];
    const mtt = beside === undefined ? undefined : parse("mtt.json", mttSchema, beside);
    return () => checkSoftLabels("mtt_soft_labels.json", golden, mtt);
  },
  "dm.json": (files) => {
    const golden = parse("dm.json", dmSchema, files["dm.json"]);
    return () => checkDm("dm.json", golden);
  },
  "dsa.json": (files) => {
    const golden = parse("dsa.json", dsaSchema, files["dsa.json"]);
    return () => checkDsa("dsa.json", golden);
  },
  "herding.json": (files) => {
    const golden = parse("herding.json", herdingSchema, files["herding.json"]);
    return () => checkHerding("herding.json", golden);
  },
  "networks.json": (files) => {
    const golden = parse("networks.json", networksSchema, files["networks.json"]);
    return () => checkNetworks("networks.json", golden);
  },
  "scores.json": (files) => {
    const golden = parse("scores.json", scoresSchema, files["scores.json"]);
    return () => checkScores("scores.json", golden);
  },
  "zca.json": (files) => {
    const golden = parse("zca.json", zcaSchema, files["zca.json"]);
    return () => checkZca("zca.json", golden);
  },
};

/** The names of the files that can be checked. */
export const knownFiles: readonly string[] = Object.keys(known);

/**
 * The checks of one file; nothing is computed yet.
 * @param name one of {@link knownFiles}
 * @throws StudioError `bad-file` if the content is malformed; so may the checks themselves.
 */
export function prepareChecks(name: string, files: GoldenFiles): RunChecks {
  return known[name]!(files);
}
