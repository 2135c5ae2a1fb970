/** The controls at the bottom edge, with one line that says where the run is. */
import { Fragment, type JSX } from "react";
import { useStore } from "zustand";
import * as commands from "../../runs/commands";
import { forecastStore } from "../../runs/run/forecastStore";
import { useSituation } from "../../runs/hooks";
import { isGoingOn, isUnderWay, runningPart, type RunModel } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { bytes, count, duration, speed } from "../../ui/format";
import type { IconName } from "../../ui/icons";
import { ForecastLine } from "../setup/ForecastLine";
import { Scrubber } from "./Scrubber";
import { StepButtons } from "./StepButtons";

const units: Readonly<Record<string, string>> = {
  iterations: "it",
  epochs: "epoch",
  images: "image",
  networks: "net",
};

/** "Stage 2", "iteration 212 / 500", "9.8 it/s", "26 MB" */
function statusWords({ phase, resting, stored, parts, rate, memory }: RunModel): readonly string[] {
  const words: string[] = [];
  const part = runningPart(parts);
  if (phase === "starting") words.push("Starting");
  else if (phase === "paused") words.push(resting ? "Paused" : "Pausing");
  else if (phase === "stopped") words.push(stored?.held ? "In another tab" : "Stopped");
  else if (phase === "finished") words.push("Finished");
  else if (phase === "failed") words.push("Failed");
  else if (phase === "recorded") words.push("Recorded run");
  else if (phase === "elsewhere") words.push("In another tab");
  if (part && (isGoingOn(phase) || phase === "recorded")) {
    const unit = part.unit.replace(/s$/, "");
    words.push(part.title);
    if (part.total > 0) words.push(`${unit} ${count(part.done)} / ${count(part.total)}`);
    if (phase === "running" && rate?.part === part.id && rate.perSecond !== null) {
      words.push(speed(rate.perSecond, units[part.unit] ?? unit));
    }
  }
  const spent = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  if (isUnderWay(phase) && memory) words.push(bytes(memory.bytes));
  else if (spent > 0) words.push(`${duration(spent)} of computing`);
  return words;
}

/** What stands beside the button before it is pressed: what the run will take, once that is known. */
function BeforeStart(): JSX.Element {
  const { state, forecast } = useStore(forecastStore);
  if (state === "known" && forecast) return <ForecastLine forecast={forecast} />;
  return <>Nothing leaves this machine: all of it is computed in this tab.</>;
}

export function Controls(): JSX.Element {
  const run = useStore(runStore);
  const now = useSituation();
  const button = (
    command: commands.Command,
    icon: IconName,
    look: "primary" | "plain" = "plain",
  ): JSX.Element => (
    <Button
      icon={icon}
      look={look}
      blocked={command.blocked(now)}
      keyText={command.keyText}
      onClick={command.perform}
    >
      {command.title}
    </Button>
  );
  const underWay = isUnderWay(run.phase);
  // One button through all phases, so that the keyboard's focus stays on it.
  const main = !underWay ? commands.start : run.phase === "paused" ? commands.resume : commands.pause;
  const words = statusWords(run);
  return (
    <section className="controls" aria-label="Controls">
      {button(main, main === commands.pause ? "pause" : "play", "primary")}
      {underWay && <StepButtons />}
      {underWay && button(commands.stop, "stop")}
      <p className="controls-status" data-testid="status">
        {words.map((word, place) => (
          <Fragment key={place}>
            {place > 0 && " · "}
            <span className="controls-word">{word}</span>
          </Fragment>
        ))}
        {words.length === 0 && (
          <span className="muted">{commands.start.blocked(now) ?? <BeforeStart />}</span>
        )}
      </p>
      <Scrubber />
    </section>
  );
}
