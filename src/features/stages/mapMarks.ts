/** What is drawn on the map of the stages: images as cells of the grid, and marks at their places. */
import type { StageImages } from "../../../workers/protocol/events";
import type { ImageMap } from "../../../workers/protocol/image-map";
import type { MapMark } from "../../ui/charts/ImageMap";
import type { PlanePoint } from "../../ui/charts/PlanePath";
import type { Cell } from "../../ui/images/ImageGrid";
import { stageColor } from "../../ui/stageColor";

/** Tells the image of a cell from all others. */
export const idOf = ({ group, row, column }: Cell): string => `${group} ${row} ${column}`;

/** Every image, class by class and in a class stage by stage. */
export function cellsOf(shown: readonly StageImages[]): readonly Cell[] {
  return Array.from({ length: shown[0]?.classes ?? 0 }, (_, row) =>
    shown.flatMap(({ stage, ipc }) =>
      Array.from({ length: ipc }, (_unused, column) => ({ group: String(stage), row, column })),
    ),
  ).flat();
}

/**
 * A mark for each image, and the row that it is of.
 * @param map with a set for each of the stages that are shown.
 */
export function marksOf(
  shown: readonly StageImages[],
  cells: readonly Cell[],
  map: ImageMap,
  total: number,
): readonly (MapMark & Pick<Cell, "row">)[] {
  return shown.flatMap((images, place) => {
    const { places } = map.sets[place]!;
    const color = stageColor(images.stage, total);
    return cells
      .filter(({ group }) => group === String(images.stage))
      .map((cell) => {
        const index = cell.row * images.ipc + cell.column;
        const [x, y] = [places[2 * index]!, places[2 * index + 1]!];
        return { id: idOf(cell), row: cell.row, x, y, color, tiles: images, index };
      });
  });
}

/** The mean of points; null of none. */
export function middleOf(points: readonly PlanePoint[]): PlanePoint | null {
  if (!points.length) return null;
  const mean = (of: (point: PlanePoint) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}
