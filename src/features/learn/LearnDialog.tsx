/** The ways to learn and to teach, each with a sentence. */
import type { JSX } from "react";
import * as commands from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { closeDialog } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import "./learn.css";

interface Way {
  readonly command: commands.Command;
  readonly about: string;
}

const ways: readonly Way[] = [
  {
    command: commands.takeTour,
    about: "What is distilled, and what experts, students, matching and stages are, shown on this very page.",
  },
  {
    command: commands.playRecording,
    about: "A whole run in a minute, without computing: for a first look, or a slow machine.",
  },
  {
    command: commands.showSlowMotion,
    about: "One iteration, step by step: a student walks through the space of weights towards its target.",
  },
  {
    command: commands.present,
    about: "Images, loss and accuracy in large type for a projector; a run under way goes on.",
  },
  {
    command: commands.makeLessonLink,
    about: "An address that opens this recipe with only the settings that a class is to change.",
  },
];

export function LearnDialog(): JSX.Element {
  const now = useSituation();
  const go = (command: commands.Command): void => {
    closeDialog();
    command.perform();
  };
  return (
    <Dialog title="Learn" onClose={closeDialog}>
      <ul className="learn-ways">
        {ways.map(({ command, about }, index) => (
          <li key={command.id}>
            <Button
              look={index === 0 ? "primary" : "plain"}
              blocked={command.blocked(now)}
              keyText={command.keyText}
              onClick={() => go(command)}
            >
              {command.title}
            </Button>
            <p className="small muted">{about}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
