/**
 * One iteration in slow motion: the student's steps in a plane of the weights, spanned by the way to the target and the
 * student's largest deviation from it.
 */
import { useEffect, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { StudentPath } from "../../../workers/protocol/events";
import { trajectoryMethods } from "../../../workers/protocol/methods/names";
import { findMethod } from "../../../workers/protocol/methods/registry";
import { studentStore } from "../../runs/learnStore";
import { isUnderWay, runningPart } from "../../runs/run/runModel";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { stepRun, watchStudent } from "../../runs/run/session";
import { closeDialog } from "../../runs/viewStore";
import { PlanePath } from "../../ui/charts/PlanePath";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Formula } from "../../ui/Formula";
import { count, figure } from "../../ui/format";
import { stageColor } from "../../ui/stageColor";
import "./slowMotion.css";

/** Milliseconds from one step to the next. */
const beat = 450;

const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Why no student can be looked at now, or null. */
function whyNone(): string | null {
  const { phase, parts, recipe } = runStore.getState();
  const method = (recipe ?? recipeStore.getState().lastRecipe).method;
  if (!trajectoryMethods.includes(method))
    return `${findMethod(method).title} has no student that walks to a target; choose a method that matches trajectories, such as MTT.`;
  if (phase === "recorded") return "The recorded run holds the looks in the list.";
  if (!isUnderWay(phase)) return "Start a run: a student walks in every iteration of a stage.";
  const kind = runningPart(parts)?.kind;
  return kind === "stage" || kind === "experts" || kind === "preparation"
    ? null
    : "Students walk while a stage is distilled; the look comes with the next one.";
}

function Walk({ path, stages }: { readonly path: StudentPath; readonly stages: number }): JSX.Element {
  const { points } = path;
  const end = points.length - 1;
  const [at, setAt] = useState(calm() ? end : 0);
  const [playing, setPlaying] = useState(!calm());
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => setAt((now) => Math.min(end, now + 1)), beat);
    return () => clearInterval(timer);
  }, [playing, end]);
  const isOver = at >= end;
  const here = points[Math.min(at, end)]!;
  const steps = points[end]!.step;
  const told = `Step ${here.step} of ${steps}: ${figure(here.distance)} of the way to the target is left.`;
  const press = (): void => {
    if (isOver) setAt(0);
    setPlaying(isOver || !playing);
  };
  return (
    <>
      <PlanePath
        points={points}
        shown={at}
        color={stageColor(path.stage, stages)}
        summary={`A student in stage ${path.stage}, iteration ${path.iteration}. ${told}`}
        startName="start θ₀"
        targetName="target θ*"
      />
      <div className="slow-controls">
        <Button icon={playing && !isOver ? "pause" : "play"} onClick={press}>
          {playing && !isOver ? "Pause" : isOver ? "Play again" : "Play"}
        </Button>
        <input
          type="range"
          min={0}
          max={end}
          value={at}
          aria-label="Step of the student"
          aria-valuetext={told}
          onChange={(event) => {
            setPlaying(false);
            setAt(Number(event.target.value));
          }}
        />
      </div>
      <p>
        {told}{" "}
        {isOver && (
          <>
            Its square, {figure(here.distance ** 2)}, is <Formula text="|θ_N − θ*|² / |θ_0 − θ*|²" />.
          </>
        )}
      </p>
    </>
  );
}

export default function SlowMotionDialog(): JSX.Element {
  const { paths, waiting } = useStore(studentStore);
  const phase = useStore(runStore, (run) => run.phase);
  const parts = useStore(runStore, (run) => run.parts);
  const recipe = useStore(runStore, (run) => run.recipe);
  const [picked, setPicked] = useState<StudentPath | null>(null);
  void parts;
  // Of the recorded run first one that gets somewhere: later stages leave students less to do.
  const usual = phase === "recorded" ? paths.findLast(({ stage }) => stage === 1) : null;
  const path = picked && paths.includes(picked) ? picked : (usual ?? paths.at(-1));
  const none = whyNone();
  const look = (): void => {
    setPicked(null);
    void watchStudent();
    // A paused run takes the one step that is asked for.
    if (phase === "paused") void stepRun("unit");
  };
  return (
    <Dialog title="Slow motion" onClose={closeDialog}>
      <div className="slow">
        {path && recipe ? (
          <Walk key={`${path.stage}/${path.iteration}`} path={path} stages={recipe.stages.count} />
        ) : (
          <p className="muted">
            {waiting
              ? "The student of the next iteration is awaited."
              : (none ?? "No student has been looked at yet.")}
          </p>
        )}
        <div className="slow-controls">
          {paths.length > 1 && (
            <label>
              Iteration{" "}
              <select
                className="field-select"
                value={paths.indexOf(path!)}
                onChange={(event) => setPicked(paths[Number(event.target.value)] ?? null)}
              >
                {paths.map(({ stage, iteration }, index) => (
                  <option key={`${stage}/${iteration}`} value={index}>
                    stage {stage}, iteration {count(iteration)}
                  </option>
                ))}
              </select>
            </label>
          )}
          {phase !== "recorded" && (
            <Button
              look={path ? "plain" : "primary"}
              blocked={waiting ? "The next iteration is awaited." : none}
              onClick={look}
            >
              Look at the next iteration
            </Button>
          )}
        </div>
        <p className="small muted">
          Across: the straight way from the expert&apos;s weights to where it was later. Up and down: the
          direction in which this student strays most. Circles are equally far from the target in this plane;
          the distance that is told counts all weights. Looking computes the steps once more and changes
          nothing.
        </p>
      </div>
    </Dialog>
  );
}
