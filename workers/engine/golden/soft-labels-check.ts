/** mtt_soft_labels.json: trajectory matching with learned soft labels, with the problem of mtt.json. */
import { dispose, tensor } from "../tensor/memory";
import { softLabels, softLabelsAdjoint } from "../tensor/ops/soft-labels";
import { compare, take, tolerances, type Check } from "./check";
import { compareMatch, disposeProblem, goldenProblem, matched } from "./match-check";
import { malformed, type ProblemFile, type SoftLabelsFile } from "./schema";

/** How many of mtt.json's minibatches the student takes: the file says so in words, "the first 3 minibatches". */
function stepsOf(golden: SoftLabelsFile, batches: number): number {
  const words = /first (\d+) minibatches/.exec(golden.about ?? "");
  return words ? Number(words[1]) : batches;
}

/** The file's own problem where it holds one, that of mtt.json for the rest. */
function problemOf(file: string, golden: SoftLabelsFile, mtt: ProblemFile | undefined): ProblemFile {
  const { names, shapes, start, target, syn_images, lr, batches } = { ...mtt, ...golden };
  if (!names || !shapes || !start || !target || !syn_images || lr === undefined || !batches) {
    throw malformed(file, "its problem is that of mtt.json, which is not beside it");
  }
  const steps = golden.batches ? batches.length : stepsOf(golden, batches.length);
  return { names, shapes, start, target, syn_images, lr, batches: batches.slice(0, steps) };
}

/**
 * Runs the checks on the active back end.
 * @param mtt the content of mtt.json, if there is one.
 */
export async function checkSoftLabels(
  file: string,
  golden: SoftLabelsFile,
  mtt: ProblemFile | undefined,
): Promise<Check[]> {
  const { shape, data } = golden.label_logits;
  const whole = problemOf(file, golden, mtt);
  const logits = tensor(data, shape);
  const { ours, problem } = goldenProblem(file, whole, (classes) => {
    if (String(shape) !== String([whole.syn_images.shape[0], classes])) {
      throw malformed(file, `label_logits of shape [${shape}], where one row for each image was expected`);
    }
    return softLabels(logits);
  });
  const match = matched(problem);
  const [byLogits] = await take(softLabelsAdjoint(logits, match.targets));
  dispose(match.start, match.layers, match.targets, logits);
  const checks = await compareMatch("", match, golden, ours);
  checks.push(
    compare("gradient by label logits", byLogits!, golden.grad_label_logits.data, tolerances.secondOrder),
  );
  disposeProblem(problem);
  return checks;
}
