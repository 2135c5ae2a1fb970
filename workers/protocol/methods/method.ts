/** What a method says about itself: the studio's help, the command line and validation read this record. */
import type { RecipeInput } from "../recipe/recipe";
import type { MethodName } from "./names";

/** Which loss the images follow; the engine has one learner for each. */
export type ObjectiveName = "trajectory" | "tesla" | "gradient" | "formation" | "distribution" | "alignment";

export interface Method {
  readonly name: MethodName;
  /** Short name: "MTT". */
  readonly title: string;
  readonly objective: ObjectiveName;
  /** The matching loss, in the paper's symbols. */
  readonly formula: string;
  /** One paragraph: the idea, what it costs, where it shines. */
  readonly about: string;
  /** Authors, title, venue and year. */
  readonly source: string;
  /** What the terms of the loss are: the title of the chart of them. */
  readonly termsTitle: string;
  /** Where its settings start from, where they differ from the schema's defaults. */
  readonly defaults: RecipeInput;
}
