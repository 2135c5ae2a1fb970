/** The timeline of the run: its parts as they went or are forecast to go, and the time left for all of them. */
import { useMemo, type JSX } from "react";
import { useStore } from "zustand";
import type { PartProgress } from "../../../workers/protocol/events";
import { foundInWords } from "../../../workers/protocol/found-trajectories";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { momentStore, showMoment } from "../../runs/run/momentStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { forecastStore } from "../../runs/run/forecastStore";
import { isUnderWay } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { lengthOf, placeOf, spansOf, startOf, type Spans } from "../../runs/run/spans";
import { partFraction, waitingParts, timeLeft, timelineShares } from "../../runs/run/timeline";
import { clock, count, duration } from "../../ui/format";
import { stageColor } from "../../ui/stageColor";
import { Timeline, type TimelineSegment } from "../../ui/Timeline";
import { FoundNote } from "./FoundNote";

const shortLabels: Partial<Record<PartProgress["kind"], string>> = {
  preparation: "prepare",
  experts: "experts",
  evaluation: "evaluate",
  transition: "transition",
};

function partDetail(part: PartProgress): string {
  const found = part.found && foundInWords(part.found);
  return found ? `${stateDetail(part)}; ${found}` : stateDetail(part);
}

function stateDetail(part: PartProgress): string {
  const work = part.total > 0 ? `, ${count(part.done)} of ${count(part.total)} ${part.unit}` : "";
  if (part.state === "done") return `${part.title}: done, took ${duration(part.seconds)}`;
  const left = part.secondsLeft === null ? "" : `, about ${duration(part.secondsLeft)} left`;
  if (part.state === "running") return `${part.title}: running${work}${left}`;
  const forecast = part.secondsLeft === null ? "" : `, about ${duration(part.secondsLeft)}`;
  return `${part.title}: not yet begun${forecast}`;
}

/** Where the moment shown stands in a part: within the stage that it belongs to. */
function markIn({ kind, stage }: PartProgress, at: number | null, spans: Spans): number | null {
  if (at === null || kind !== "stage") return null;
  const place = placeOf(at, spans);
  return place.stage === stage ? place.iteration / lengthOf(spans, stage) : null;
}

function segmentsOf(
  parts: readonly PartProgress[],
  recipe: Recipe,
  at: number | null,
): readonly TimelineSegment[] {
  const shares = timelineShares(parts);
  const spans = spansOf(recipe, parts);
  return parts.map((part, index) => ({
    id: part.id,
    label: shortLabels[part.kind] ?? part.title.toLowerCase(),
    detail: partDetail(part),
    share: shares[index] ?? 0,
    fraction: partFraction(part),
    running: part.state === "running",
    color: part.stage > 0 ? stageColor(part.stage, recipe.stages.count) : "var(--muted)",
    mark: markIn(part, at, spans),
  }));
}

export function RunTimeline(): JSX.Element {
  const phase = useStore(runStore, (run) => run.phase);
  const parts = useStore(runStore, (run) => run.parts);
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const at = useStore(momentStore, (moment) => moment.at);
  const recipe = run ?? form;
  const shown = useMemo(() => (parts.length ? parts : waitingParts(recipe)), [parts, recipe]);
  const left = isUnderWay(phase) ? timeLeft(shown) : null;
  const foreseen = useStore(forecastStore, ({ ofRun }) => ofRun);
  const spent = shown.reduce((sum, part) => sum + part.seconds, 0);
  return (
    <section className="timeline" aria-label="Timeline">
      <Timeline
        segments={segmentsOf(shown, recipe, at)}
        onPick={(id, share) => {
          const part = shown.find((each) => each.id === id);
          if (part?.kind !== "stage") return;
          const spans = spansOf(recipe, shown);
          showMoment(startOf(spans, part.stage) + share * lengthOf(spans, part.stage));
        }}
      />
      <p className="timeline-left">
        {left && (
          <>
            <strong>
              {left.complete ? "" : "over "}
              {clock(left.seconds)}
            </strong>{" "}
            left
          </>
        )}
        {!left && isUnderWay(phase) && <span className="muted">measuring</span>}
        {!isUnderWay(phase) && spent > 0 && (
          <span className="muted">
            {phase === "elsewhere" ? `${clock(spent)} so far` : `took ${clock(spent)}`}
            {phase === "finished" && foreseen !== null && <>, forecast {clock(foreseen)}</>}
          </span>
        )}
        {!isUnderWay(phase) && spent === 0 && <span className="muted">planned</span>}
      </p>
      <FoundNote parts={shown} />
    </section>
  );
}
