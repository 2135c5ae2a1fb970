/** React's view of the stores. */
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Recipe } from "../../workers/protocol/recipe/recipe";
import { benchStore } from "./benchStore";
import type { Command, Situation } from "./commands";
import { dataStore } from "./data/dataStore";
import { experimentStore } from "./studies/experimentStore";
import { engineStore } from "./run/engineStore";
import { imageStore } from "./run/imageStore";
import { recipeStore } from "./recipe/recipeStore";
import { runStore } from "./run/runStore";
import { spansOf, type Spans } from "./run/spans";

/** The situation, as far as commands depend on it; renders again when it changes. */
export function useSituation(): Situation {
  const phase = useStore(runStore, (run) => run.phase);
  const engine = useStore(engineStore, (model) => model.status);
  const problems = useStore(recipeStore, (form) => form.problems);
  const data = useStore(dataStore);
  const hasImages = useStore(imageStore, ({ stages }) => stages.size > 0);
  const lost = useStore(runStore, (run) => run.error?.code === "worker-died");
  const experimenting = useStore(experimentStore, ({ state }) => state === "running");
  const measuring = useStore(benchStore, ({ state }) => state === "running");
  return { phase, engine, problems, data, hasImages, lost, experimenting, measuring };
}

/** The axis of moments of a recipe, which is that of the run on the page if there is one. */
export function useSpans(recipe: Recipe): Spans {
  const text = useStore(runStore, (run) => spansOf(recipe, run.recipe ? run.parts : []).join());
  return useMemo(() => text.split(",").map(Number), [text]);
}

/** Why a command cannot be done now; null if it can. */
export function useBlocked(command: Command): string | null {
  return command.blocked(useSituation());
}
