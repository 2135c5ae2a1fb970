/** The list that only checks, and one case that no machine computes in the time allowed. */
import { checkPlan, type Plan } from "../bench/cases";

export const tinyPlan: Plan = {
  ...checkPlan,
  cases: [...checkPlan.cases, { kind: "plain", width: 1024, size: 64, batch: 1e9, studentSteps: 1 }],
};
