/**
 * The subsets beside each other at the moment shown: how saturation and detail change from stage to stage, where the
 * images lie among real ones, one image through its iterations, and branches.
 */
import { useMemo, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { StageImages } from "../../../workers/protocol/events";
import { useSpans } from "../../runs/hooks";
import { imageStore, type StagePictures } from "../../runs/run/imageStore";
import { imagesAt, momentStore, showMoment } from "../../runs/run/momentStore";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { runStore } from "../../runs/run/runStore";
import { startOf } from "../../runs/run/spans";
import { closeDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { count } from "../../ui/format";
import { ImageGrid, type Cell, type ImageGroup } from "../../ui/images/ImageGrid";
import { stageColor } from "../../ui/stageColor";
import { Filmstrip } from "./Filmstrip";
import { StageBranches } from "./StageBranches";
import { StageFiguresTable } from "./StageFiguresTable";
import { StageMap } from "./StageMap";
import { useFigures } from "./useFigures";
import "./stages.css";

/** What was kept of a stage, its present included. */
function framesOf({ history, now }: StagePictures): readonly StageImages[] {
  const kept = history.all;
  return kept.at(-1)?.iteration === now.iteration ? kept : [...kept, now];
}

export default function StagesDialog(): JSX.Element {
  const stages = useStore(imageStore, (pictures) => pictures.stages);
  const run = useStore(runStore, (model) => model.recipe);
  const form = useStore(recipeStore, (model) => model.lastRecipe);
  const dataset = useStore(runStore, (model) => model.dataset);
  const description = useStore(runStore, (model) => model.description);
  const at = useStore(momentStore, (moment) => moment.at);
  const recipe = run ?? form;
  const spans = useSpans(recipe);
  const [chosen, setChosen] = useState<Cell | null>(null);
  const [pinned, setPinned] = useState<Cell | null>(null);
  const total = recipe.stages.count;
  const names = description?.classNames ?? dataset?.classNames ?? [];
  const shown = useMemo(
    () => [...stages.values()].map((each) => imagesAt(each, at, spans)).filter((images) => images !== null),
    [stages, at, spans],
  );
  const real = dataset?.samples;
  const { figures, problem } = useFigures([...shown, ...(real ? [real] : [])]);
  const rows = [
    ...shown.map((images, index) => ({
      id: String(images.stage),
      title: `Stage ${images.stage}`,
      color: stageColor(images.stage, total),
      figures: figures[index] ?? null,
    })),
    ...(real
      ? [{ id: "real", title: "Real images", color: "var(--muted)", figures: figures[shown.length] ?? null }]
      : []),
  ];
  const groups = shown.map((images): ImageGroup => ({
    id: String(images.stage),
    title: `Stage ${images.stage}`,
    note: `it. ${count(images.iteration)}`,
    color: stageColor(images.stage, total),
    columns: images.ipc,
    tiles: { pixels: images.pixels, size: images.size, columns: images.ipc },
  }));
  const first = groups[0];
  const isThere = groups.some(({ id }) => id === pinned?.group);
  // Before the stage of the image has begun, that of the first stage stands for it.
  const cell = isThere ? pinned : first ? { group: first.id, row: pinned?.row ?? 0, column: 0 } : null;
  const stage = Number(cell?.group);
  const pictures = stages.get(stage);
  const frames = useMemo(() => (pictures ? framesOf(pictures) : []), [pictures]);
  const now = shown.find((images) => images.stage === stage);
  const isOfReal = now?.size === real?.size && now?.classes === dataset?.classNames.length;
  return (
    <Dialog title="Stages" onClose={closeDialog} wide>
      <div className="stages">
        <section>
          <h3>The subsets beside each other</h3>
          <div className="stages-grid">
            <ImageGrid
              label="Images of each stage, rows are classes"
              rowNames={names}
              groups={groups}
              size={description?.size ?? recipe.data.size}
              chosen={chosen}
              pinned={cell}
              onChoose={setChosen}
              onPin={(next) => next && setPinned(next)}
            />
          </div>
          <StageBranches stages={shown.map((images) => images.stage)} />
        </section>
        {cell && pictures && now && (
          <section>
            <h3>
              {`${names[cell.row] ?? `class ${cell.row}`}, stage ${stage}`}
              {now.ipc > 1 && `, image ${cell.column + 1}`}{" "}
              <span className="muted small">
                at every iteration that is saved; press an image of the grid for another
              </span>
            </h3>
            <Filmstrip
              frames={frames}
              index={cell.row * now.ipc + cell.column}
              shown={now.iteration}
              label={`Image of class ${names[cell.row] ?? cell.row}, stage ${stage}, over its iterations`}
              onPick={(iteration) => showMoment(startOf(spans, stage) + iteration)}
            />
          </section>
        )}
        <section>
          <h3>How they change</h3>
          {problem && <p className="small">{problem}</p>}
          <StageFiguresTable rows={rows} />
        </section>
        {cell && (
          <section>
            <h3>Where they lie among real images</h3>
            {real && isOfReal ? (
              <StageMap
                real={real}
                shown={shown}
                frames={frames}
                names={names}
                total={total}
                chosen={chosen}
                pinned={cell}
                onChoose={setChosen}
                onPin={setPinned}
              />
            ) : (
              <p className="small muted">
                No real images of this run are at hand: there is nothing to place its images among.
              </p>
            )}
          </section>
        )}
      </div>
    </Dialog>
  );
}
