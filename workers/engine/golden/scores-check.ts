/** scores.json: EL2N and forgetting events. */
import { el2nScores } from "../alignment/el2n";
import { forgettingEvents } from "../alignment/forgetting";
import { compare, tolerances, type Check } from "./check";
import { malformed, type ScoresFile } from "./schema";

export function checkScores(file: string, golden: ScoresFile): Promise<Check[]> {
  const [count, classes] = golden.logits.shape;
  const examples = golden.correct.shape[1];
  if (golden.logits.shape.length !== 2 || golden.labels.length !== count) {
    throw malformed(file, "there is not one label for each row of logits");
  }
  if (golden.labels.some((label) => label >= classes!)) throw malformed(file, "a label names no class");
  if (golden.correct.shape.length !== 2 || golden.forgetting_events.length !== examples) {
    throw malformed(file, "there is not one number of forgetting events for each example");
  }
  const scores = el2nScores(golden.logits.data, golden.labels, classes!);
  const events = forgettingEvents(golden.correct.data, examples!);
  return Promise.resolve([
    compare("EL2N", scores, golden.el2n.data, tolerances.firstOrder),
    compare("forgetting events", events, golden.forgetting_events, 0),
  ]);
}
