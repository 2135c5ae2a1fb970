/** The head of the page: what it is, which recipe it shows, what computes, and the few things that are always at hand. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { findMethod } from "../../../workers/protocol/methods/registry";
import { recipeFields } from "../../../workers/protocol/recipe/describe";
import { findPreset } from "../../../workers/protocol/recipe/presets";
import * as commands from "../../runs/commands";
import { engineStore } from "../../runs/engineStore";
import { useBlocked } from "../../runs/hooks";
import { recipeStore } from "../../runs/recipeStore";
import { runStore } from "../../runs/runStore";
import { seenTheme, viewStore } from "../../runs/viewStore";
import { Button } from "../../ui/Button";
import { Tooltip } from "../../ui/Tooltip";
import "./header.css";

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
  const icon = (
    command: commands.Command,
    name: "panel" | "keys" | "moon" | "sun",
    className?: string,
  ): JSX.Element => (
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
        {icon(commands.switchTheme, seenTheme(theme) === "light" ? "moon" : "sun")}
        {icon(commands.showShortcuts, "keys", "header-keys")}
        <Button
          icon="table"
          keyText={commands.showExperiments.keyText}
          onClick={commands.showExperiments.perform}
          className="header-experiments"
        >
          Experiments
        </Button>
        <Button
          icon="save"
          blocked={blocked}
          keyText={commands.showExport.keyText}
          onClick={commands.showExport.perform}
        >
          Export
        </Button>
      </div>
    </header>
  );
}
