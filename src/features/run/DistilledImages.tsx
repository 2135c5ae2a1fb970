/** The images of every stage by class, beside one real image of each, with the chosen one shown large. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import type { StageImages } from "../../../workers/protocol/events";
import { imageStore } from "../../runs/run/imageStore";
import { imagesAt, momentStore } from "../../runs/run/momentStore";
import { isGoingOn } from "../../runs/run/runModel";
import { runStore } from "../../runs/run/runStore";
import { spansOf } from "../../runs/run/spans";
import { ImageGrid, type Cell, type ImageGroup } from "../../ui/images/ImageGrid";
import { stageColor } from "../../ui/stageColor";
import { count } from "../../ui/format";
import { Inspector, type Inspected } from "./Inspector";

const realGroup = "real";

export function DistilledImages(): JSX.Element | null {
  const stages = useStore(imageStore, (pictures) => pictures.stages);
  const description = useStore(runStore, (run) => run.description);
  const recipe = useStore(runStore, (run) => run.recipe);
  const parts = useStore(runStore, (run) => run.parts);
  const goesOn = useStore(runStore, (run) => isGoingOn(run.phase));
  const dataset = useStore(runStore, (run) => run.dataset);
  const at = useStore(momentStore, (moment) => moment.at);
  const [chosen, setChosen] = useState<Cell | null>(null);
  const [pinned, setPinned] = useState<Cell | null>(null);
  const classNames = description?.classNames ?? dataset?.classNames ?? [];
  const real = dataset?.classNames.length === classNames.length ? dataset.samples : null;
  if (!recipe) return null;
  const stageCount = recipe.stages.count;
  const imagesOf = (stage: number): StageImages | null =>
    imagesAt(stages.get(stage), at, spansOf(recipe, parts));
  const groups: ImageGroup[] = Array.from({ length: stageCount }, (_, index) => {
    const stage = index + 1;
    const now = imagesOf(stage);
    return {
      id: String(stage),
      title: `Stage ${stage}`,
      note: now ? `it. ${count(now.iteration)}` : "not yet",
      color: stageColor(stage, stageCount),
      columns: now?.ipc ?? recipe.stages.ipc,
      tiles: now ? { pixels: now.pixels, size: now.size, columns: now.ipc } : null,
    };
  });
  if (real) groups.unshift({ id: realGroup, title: "Real", note: "1 each", columns: 1, tiles: real });

  const latest = Math.max(0, ...[...stages.keys()].filter(imagesOf));
  const cell = pinned ?? chosen ?? (latest ? { group: String(latest), row: 0, column: 0 } : null);
  const inspect = (at: Cell | null): Inspected | null => {
    if (!at) return null;
    const name = classNames[at.row] ?? `class ${at.row}`;
    const place = { name, slot: at.column + 1, iteration: 0, first: null };
    if (at.group === realGroup) {
      return { ...place, stage: 0, slots: 1, tiles: real, index: at.row * (real?.columns ?? 1) };
    }
    const stage = Number(at.group);
    const now = imagesOf(stage);
    const first = stages.get(stage)?.first ?? null;
    if (!now) return { ...place, stage, slots: recipe.stages.ipc, tiles: null, index: 0 };
    const index = at.row * now.ipc + at.column;
    return { ...place, stage, slots: now.ipc, tiles: now, index, iteration: now.iteration, first };
  };
  return (
    <div className="images" data-few={groups.reduce((sum, { columns }) => sum + columns, 0) <= 6}>
      <ImageGrid
        label="Distilled images, rows are classes, columns are images of each stage"
        rowNames={classNames}
        groups={groups}
        size={description?.size ?? recipe.data.size}
        chosen={chosen}
        pinned={pinned}
        onChoose={setChosen}
        onPin={setPinned}
      />
      <Inspector
        shown={inspect(cell)}
        pinned={pinned !== null}
        waiting={goesOn}
        isDefault={pinned === null && chosen === null}
        color={
          cell && cell.group !== realGroup ? stageColor(Number(cell.group), stageCount) : "var(--line-strong)"
        }
      />
    </div>
  );
}
