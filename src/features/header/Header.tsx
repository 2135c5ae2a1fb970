/** The head of the page: what it is, which recipe it shows, what computes, and the few things that are always at hand. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { findMethod } from "../../../workers/protocol/methods/registry";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import * as commands from "../../runs/commands";
import { engineStore } from "../../runs/run/engineStore";
import { useBlocked } from "../../runs/hooks";
import { learnStore } from "../../runs/learnStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { seenTheme, viewStore } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import type { IconName } from "../../ui/icons";
import { Tooltip } from "../../ui/Tooltip";
import { HeaderMenu } from "./HeaderMenu";
import "./header.css";

/** Where the header leads, widest first; on a narrow window they stand in the menu. A lesson shows Learn alone. */
const allPlaces: readonly { readonly command: commands.Command; readonly name: IconName }[] = [
  { command: commands.showLearn, name: "learn" },
  { command: commands.showExperiments, name: "table" },
  { command: commands.showLibrary, name: "library" },
];

const setNames = recipeFields.get("data.set")?.choices;

function RecipeLine(): JSX.Element {
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const runPreset = useStore(runStore, (model) => model.preset);
  const formPreset = useStore(recipeStore, (model) => model.preset);
  const recipe = run ?? form;
  const { count, ipc } = recipe.stages;
  return (
    <p className="header-recipe muted">
      {findPreset(runPreset ?? formPreset)?.title} · {setNames?.[recipe.data.set]} {recipe.data.size}×
      {recipe.data.size} · {findMethod(recipe.method).title}, {count} × IPC {ipc} = {count * ipc}
    </p>
  );
}

function DeviceButton(): JSX.Element {
  const { status, device } = useStore(engineStore);
  const name = status === "failed" ? "engine stopped" : (device?.backend ?? "testing");
  const tip = device
    ? `${device.adapter}. ${device.passedOver.join(" ")}`
    : "The back end is tested before it is used.";
  return (
    <Tooltip text={tip}>
      <button
        type="button"
        className="header-device"
        data-status={status}
        onClick={commands.showDevice.perform}
        aria-label={`Device: ${name}`}
      >
        {name}
      </button>
    </Tooltip>
  );
}

export function Header(): JSX.Element {
  const blocked = useBlocked(commands.showExport);
  const setupOpen = useStore(viewStore, (view) => view.setupOpen);
  const theme = useStore(viewStore, (view) => view.theme);
  const inLesson = useStore(learnStore, ({ lesson }) => lesson !== null);
  const places = inLesson ? allPlaces.filter(({ command }) => command === commands.showLearn) : allPlaces;
  const icon = (command: commands.Command, name: IconName, className?: string): JSX.Element => (
    <Button
      look="quiet"
      icon={name}
      label={command.title}
      keyText={command.keyText}
      onClick={command.perform}
      {...(className && { className })}
    />
  );
  return (
    <header className="header">
      {icon(commands.switchSetup, "panel", `header-setup ${setupOpen ? "" : "header-setup-closed"}`)}
      <h1>Distillation studio</h1>
      <RecipeLine />
      <div className="header-tools">
        <DeviceButton />
        <div className="header-wide">
          {icon(commands.switchTheme, seenTheme(theme) === "light" ? "moon" : "sun")}
          {icon(commands.showShortcuts, "keys")}
          {places.map(({ command, name }) => (
            <Button key={command.id} icon={name} keyText={command.keyText} onClick={command.perform}>
              {command.title}
            </Button>
          ))}
        </div>
        <Button
          icon="save"
          blocked={blocked}
          keyText={commands.showExport.keyText}
          onClick={commands.showExport.perform}
        >
          Export
        </Button>
        <HeaderMenu
          commands={[
            ...places.map(({ command }) => command),
            commands.showDevice,
            commands.switchTheme,
            commands.showShortcuts,
          ]}
        />
      </div>
    </header>
  );
}
