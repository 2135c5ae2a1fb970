/** Before the first run: the data that will be distilled, as a sheet of real images, and what a run will make of them. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import type { DatasetDescription } from "../../../workers/protocol/api";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { playRecording, takeTour } from "../../runs/commands";
import { dataStore } from "../../runs/data/dataStore";
import { engineStore } from "../../runs/run/engineStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { count, counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { usePixelRatio, useSize } from "../../ui/useSize";
import { ChooseFiles } from "../setup/ChooseFiles";
import { KeptSetButtons } from "../setup/KeptSetButtons";
import { ImageGrid, type Cell, type ImageGroup } from "../../ui/images/ImageGrid";
import { comfortableColumns, labelRoom } from "../../ui/images/layout";

/** Training images that the recipe takes of those there are. */
function realImages({ trainCount, classNames }: DatasetDescription, { data }: Recipe): number {
  return data.trainPerClass > 0 ? Math.min(trainCount, data.trainPerClass * classNames.length) : trainCount;
}

export function ContactSheet(): JSX.Element {
  const dataset = useStore(dataStore, (data) => data.dataset);
  const missing = useStore(dataStore, (data) => data.missing);
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const mistake = useStore(recipeStore, (form) => form.problems[0]?.message);
  const [chosen, setChosen] = useState<Cell | null>(null);
  const engine = useStore(engineStore, (model) => model.status);
  const [room, { width }] = useSize<HTMLDivElement>();
  const ratio = usePixelRatio();
  const space = { width, ratio, labelWidth: labelRoom(dataset?.classNames ?? []) };
  const columns = dataset
    ? Math.min(dataset.samples.columns, comfortableColumns(space, dataset.samples.size))
    : 1;
  const groups: readonly ImageGroup[] = dataset
    ? [
        {
          id: "real",
          title: "Real training images",
          note: "a few of each class",
          columns,
          tiles: dataset.samples,
        },
      ]
    : [];
  const waiting =
    mistake ??
    (engine === "starting"
      ? "Testing the back end."
      : engine === "ready" && !missing
        ? "Drawing the data."
        : "");
  const total = recipe ? recipe.stages.count * recipe.stages.ipc : 0;
  return (
    <div className="sheet" ref={room}>
      <div className="sheet-intro">
        <h2>Distil a data set into a few images, stage by stage</h2>
        {dataset && recipe && !missing && (
          <p>
            {count(realImages(dataset, recipe))} real images of{" "}
            {counted(dataset.classNames.length, "class", "classes")} become{" "}
            <strong>{counted(total * dataset.classNames.length, "synthetic image")}</strong>:{" "}
            {counted(recipe.stages.count, "stage")} of {counted(recipe.stages.ipc, "image")} per class. They
            are learned so that training on them does what training on the real images does.
          </p>
        )}
        <p className="muted">
          Nothing leaves this machine. New to this?{" "}
          <button type="button" className="link" onClick={takeTour.perform}>
            Take the tour
          </button>{" "}
          or{" "}
          <button type="button" className="link" onClick={playRecording.perform}>
            watch a recorded run
          </button>
          .
        </p>
        {missing && (
          <Notice
            look="warning"
            hint={missing.hint}
            action={
              <div className="kept-actions">
                <KeptSetButtons />
                <ChooseFiles />
              </div>
            }
          >
            {missing.message}
          </Notice>
        )}
      </div>
      {dataset && !missing ? (
        <ImageGrid
          label={`${dataset.title}, a few real images of each class`}
          rowNames={dataset.classNames}
          groups={groups}
          size={dataset.samples.size}
          chosen={chosen}
          pinned={null}
          onChoose={setChosen}
          onPin={() => undefined}
        />
      ) : (
        <p className="muted">{waiting}</p>
      )}
    </div>
  );
}
