/** Before the first run: the data that will be distilled, as a sheet of real images, and what a run will make of them. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import { playRecording, takeTour } from "../../runs/commands";
import { dataStore } from "../../runs/data/dataStore";
import { takenImages } from "../../runs/data/takenImages";
import { libraryStore, waitingOn } from "../../runs/library/libraryStore";
import { engineStore } from "../../runs/run/engineStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { count, counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { useMatch, usePixelRatio, useSize } from "../../ui/useSize";
import { ChooseFiles } from "../setup/ChooseFiles";
import { KeptSetButtons } from "../setup/KeptSetButtons";
import { ImageGrid, type Cell, type ImageGroup } from "../../ui/images/ImageGrid";
import { comfortableColumns, gridMargins } from "../../ui/images/layout";

/** The recipe's data cannot be had. Where a run on them waits to be resumed, that comes first. */
function Missing({ problem }: { readonly problem: StudioErrorData }): JSX.Element | null {
  const set = useStore(recipeStore, ({ recipe }) => recipe?.data.set);
  const waiting = useStore(libraryStore, ({ runs }) => waitingOn(set, runs));
  const ways = (
    <div className="kept-actions">
      <KeptSetButtons />
      <ChooseFiles />
    </div>
  );
  // Said with the run.
  if (waiting?.needsFiles) return null;
  if (waiting) {
    return (
      <>
        <p className="muted">The run that was interrupted has its data. A new run needs the files again.</p>
        {ways}
      </>
    );
  }
  return (
    <Notice look="warning" hint={problem.hint} action={ways}>
      {problem.message}
    </Notice>
  );
}

export function ContactSheet(): JSX.Element {
  const dataset = useStore(dataStore, (data) => data.dataset);
  const missing = useStore(dataStore, (data) => data.missing);
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const mistake = useStore(recipeStore, (form) => form.problems[0]?.message);
  const [chosen, setChosen] = useState<Cell | null>(null);
  const engine = useStore(engineStore, (model) => model.status);
  const [room, { width, height, type }] = useSize<HTMLDivElement>();
  const ratio = usePixelRatio();
  const scrolls = useMatch("(max-width: 1199px)");
  const names = dataset?.classNames ?? [];
  const space = {
    width,
    // Where the page scrolls its height is that of what stands on it.
    height: scrolls ? 0 : height,
    ratio,
    ...gridMargins(names, type),
  };
  const columns = dataset
    ? Math.min(dataset.samples.columns, comfortableColumns(space, names.length, dataset.samples.size))
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
    <div className="sheet">
      <div className="sheet-intro">
        <h2>Distil a data set into a few images, stage by stage</h2>
        {dataset && recipe && !missing && (
          <p>
            {count(takenImages(dataset, recipe).train)} real images of{" "}
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
        {missing && <Missing problem={missing} />}
      </div>
      <div className="sheet-room" ref={room}>
        {dataset && !missing ? (
          <ImageGrid
            label={`${dataset.title}, a few real images of each class`}
            rowNames={names}
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
    </div>
  );
}
