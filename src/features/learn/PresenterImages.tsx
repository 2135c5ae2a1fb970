/** The images of all stages for the presenter: nothing to choose, each as large as the room allows. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { imageStore } from "../../runs/run/imageStore";
import { imagesAt, momentStore } from "../../runs/run/momentStore";
import { runStore } from "../../runs/run/runStore";
import { spansOf } from "../../runs/run/spans";
import { PictureTable, type PictureGroup } from "../../ui/images/PictureTable";
import { stageColor } from "../../ui/stageColor";
import { useSize } from "../../ui/useSize";
import { splitRows } from "./presenterRows";

/** Images of all stages in a row, at most: of more, the first ones of each stage stand for all. */
const mostInRow = 10;
/** Sides of this many times the type have room for "Stage 1" above them. */
const wide = 3.6;

export function PresenterImages(): JSX.Element | null {
  const stages = useStore(imageStore, (pictures) => pictures.stages);
  const description = useStore(runStore, (run) => run.description);
  const dataset = useStore(runStore, (run) => run.dataset);
  const recipe = useStore(runStore, (run) => run.recipe);
  const parts = useStore(runStore, (run) => run.parts);
  const at = useStore(momentStore, (moment) => moment.at);
  const [room, space] = useSize<HTMLDivElement>();
  if (!recipe) return null;
  const { count, ipc } = recipe.stages;
  const names = description?.classNames ?? dataset?.classNames ?? [];
  const shown = Math.min(ipc, Math.max(1, Math.floor(mostInRow / count)));
  const { columns, side } = splitRows(names.length, (dataset ? 1 : 0) + count * shown, space, space.type);
  const isWide = side * shown > wide * space.type;
  const learned = Array.from({ length: count }, (_, index): PictureGroup => {
    const now = imagesAt(stages.get(index + 1), at, spansOf(recipe, parts));
    return {
      id: `S${index + 1}`,
      title: isWide ? `Stage ${index + 1}` : `S${index + 1}`,
      color: stageColor(index + 1, count),
      columns: shown,
      tiles: now && { pixels: now.pixels, size: now.size, columns: now.ipc },
    };
  });
  const real: PictureGroup[] = dataset
    ? [{ id: "real", title: "Real", columns: 1, tiles: dataset.samples }]
    : [];
  return (
    <div ref={room} className="presenter-images">
      {space.width > 0 &&
        columns.map((rows) => (
          <PictureTable
            key={rows[0]}
            label={`Images by class and stage, ${rows.map((row) => names[row]).join(", ")}`}
            rows={rows.map((row) => ({ name: names[row] ?? "", row }))}
            groups={[...real, ...learned]}
            side={side}
          />
        ))}
    </div>
  );
}
