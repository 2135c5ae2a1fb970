/** Goes on by one unit of work; and beside it a menu of how far, for those who look closer or want to be done sooner. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { trajectoryMethods } from "../../../workers/protocol/methods/names";
import * as commands from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { runningPart } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { Button } from "../../ui/Button";
import { PopMenu, type MenuItem } from "../../ui/PopMenu";

export function StepButtons(): JSX.Element {
  const now = useSituation();
  const title = useStore(runStore, ({ parts }) => runningPart(parts)?.title);
  const unit = useStore(runStore, ({ parts }) => runningPart(parts)?.unit ?? "iterations");
  const walks = useStore(
    runStore,
    ({ recipe }) => recipe !== null && trajectoryMethods.includes(recipe.method),
  );
  const item = (command: commands.Command, words: string): MenuItem => ({
    id: command.id,
    title: words,
    keyText: command.keyText,
    blocked: command.blocked(now),
    perform: command.perform,
  });
  const { step, stepPart, showSlowMotion } = commands;
  return (
    <span className="step-buttons">
      <Button icon="step" blocked={step.blocked(now)} keyText={step.keyText} onClick={step.perform}>
        {step.title}
      </Button>
      <PopMenu
        label="How far to step"
        icon="down"
        place="above"
        items={[
          item(step, `One ${unit.replace(/s$/, "")}`),
          item(stepPart, `To the end of ${title ? `“${title}”` : "this part"}`),
          ...(walks ? [item(showSlowMotion, "Student steps in slow motion")] : []),
        ]}
      />
    </span>
  );
}
