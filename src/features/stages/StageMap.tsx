/**
 * The images of all stages among real ones, in the plane in which these vary most: whether later stages move away from
 * their classes, and whether they vary more.
 */
import { useMemo, useState, type JSX } from "react";
import type { StageImages } from "../../../workers/protocol/events";
import type { ClassBlock, ImageMap as Placed } from "../../../workers/protocol/image-map";
import { ImageMap } from "../../ui/charts/ImageMap";
import { RadioToggle } from "../../ui/fields/RadioToggle";
import { count, percent } from "../../ui/format";
import { ImageCanvas } from "../../ui/images/ImageCanvas";
import type { Cell } from "../../ui/images/ImageGrid";
import { stageColor } from "../../ui/stageColor";
import { indicesOf, mapFigures, pointsAt } from "./mapped";
import { cellsOf, idOf, marksOf, middleOf } from "./mapMarks";
import { StageMapTable, type MapRow } from "./StageMapTable";
import { useImageMap } from "./useImageMap";

interface Props {
  readonly real: ClassBlock;
  /** At the moment shown, of the classes and the size that the real ones have. */
  readonly shown: readonly StageImages[];
  /** Of the stage of the pinned image. */
  readonly frames: readonly StageImages[];
  readonly names: readonly string[];
  /** Stages of the recipe. */
  readonly total: number;
  readonly chosen: Cell | null;
  readonly pinned: Cell;
  readonly onChoose: (cell: Cell | null) => void;
  readonly onPin: (cell: Cell) => void;
}

type Extent = "all" | "class";

/** "disc, stage 2, image 1: 41.2 levels from its class mean". */
function told({ group, row, column }: Cell, { shown, names }: Props, map: Placed): string {
  const place = shown.findIndex(({ stage }) => String(stage) === group);
  const ipc = shown[place]?.ipc ?? 1;
  const far = map.sets[place]?.fromClass[row * ipc + column] ?? NaN;
  const which = `${names[row] ?? `class ${row}`}, stage ${group}${ipc > 1 ? `, image ${column + 1}` : ""}`;
  return Number.isFinite(far) ? `${which}: ${far.toFixed(1)} levels from its class mean` : which;
}

function MapBody(props: Props & { readonly map: Placed; readonly extent: Extent }): JSX.Element {
  const { map, extent, shown, frames, names, total, chosen, pinned, onChoose, onPin } = props;
  const label = extent === "class" ? pinned.row : null;
  const cells = useMemo(() => cellsOf(shown), [shown]);
  // The frame stays the same for one class and for all.
  const all = useMemo(() => marksOf(shown, cells, map, total), [shown, cells, map, total]);
  const marks = useMemo(() => (label === null ? all : all.filter(({ row }) => row === label)), [all, label]);
  const ground = useMemo(() => pointsAt(map.real.places, indicesOf(map.real, map.real.columns, null)), [map]);
  const rings = pointsAt(map.real.places, indicesOf(map.real, map.real.columns, pinned.row));
  const stage = Number(pinned.group);
  const now = shown.find((images) => images.stage === stage);
  const reached = frames.findLastIndex(({ iteration }) => iteration <= (now?.iteration ?? Infinity));
  const path = useMemo(() => {
    const points = pointsAt(map.path, Array.from(frames.keys()));
    const color = stageColor(stage, total);
    // Until the way of another image is placed, there is none.
    return points.length === frames.length ? { points, shown: reached, color } : null;
  }, [map, frames, stage, total, reached]);
  const rows: MapRow[] = [
    ...shown.map((images, place) => ({
      id: String(images.stage),
      title: `Stage ${images.stage}`,
      color: stageColor(images.stage, total),
      figures: mapFigures(map.sets[place]!, images.ipc, label),
    })),
    {
      id: "real",
      title: "Real",
      color: "var(--line-strong)",
      figures: mapFigures(map.real, map.real.columns, label),
    },
  ];
  const at = chosen ?? pinned;
  const tiles = shown.find((images) => String(images.stage) === at.group) ?? now;
  const place = cells.findIndex((cell) => idOf(cell) === idOf(pinned));
  const axis = (nth: string, share: number): string =>
    `${nth} principal component, levels; ${percent(share)} % of the variance`;
  const pin = (cell: Cell | undefined): void => cell && onPin(cell);
  const summary = rows
    .map(
      ({ title, figures: { fromClass, count: images } }) =>
        `${title}: ${count(images)} images${fromClass ? `, ${fromClass.mean.toFixed(1)} levels from their class means` : ""}`,
    )
    .join("; ");
  return (
    <>
      <ImageMap
        summary={`Map of the images. ${summary}.`}
        xTitle={axis("1st", map.shares[0])}
        yTitle={axis("2nd", map.shares[1])}
        ground={ground}
        rings={rings}
        middle={middleOf(rings)}
        marks={marks}
        path={path}
        around={all}
        chosen={chosen && idOf(chosen)}
        pinned={idOf(pinned)}
        onChoose={(id) => onChoose(cells.find((cell) => idOf(cell) === id) ?? null)}
        onPin={(id) => pin(cells.find((cell) => idOf(cell) === id))}
      />
      <div className="stages-map-image">
        {tiles && (
          <ImageCanvas tiles={tiles} index={at.row * tiles.ipc + at.column} side={48} label="Image told of" />
        )}
        <label>
          <span className="small">{told(at, props, map)}</span>
          <input
            type="range"
            min={0}
            max={cells.length - 1}
            value={place}
            aria-label="Image on the map"
            aria-valuetext={told(pinned, props, map)}
            onChange={(event) => pin(cells[Number(event.target.value)])}
          />
        </label>
      </div>
      <StageMapTable rows={rows} />
      <dl className="stages-ends small muted">
        {(["1st", "2nd"] as const).map((nth, axisAt) => (
          <div key={nth}>
            <dt>Along the {nth}</dt>
            <dd>
              <ImageCanvas
                tiles={map.ends}
                index={2 * axisAt}
                side={32}
                label="Two standard deviations down"
              />
              <span aria-hidden="true">→</span>
              <ImageCanvas
                tiles={map.ends}
                index={2 * axisAt + 1}
                side={32}
                label="Two standard deviations up"
              />
            </dd>
          </div>
        ))}
      </dl>
      <p className="small muted">
        Grey dots: {count(map.count)} real training images, up to {count(map.real.columns)} of each class;
        rings and their middle +: those of {names[pinned.row] ?? `class ${pinned.row}`}. The axes are the
        first two principal components of the real images’ pixels (red, green, blue, as shown), computed from
        these alone; distilled images are projected onto the same plane. The line is the way of the chosen
        image from its start, over what is saved of it. All lengths are in levels of 0 to 255, root mean
        square over an image, and in the table over all pixels, not in the plane alone: distance from the mean
        of the class’s real images (of a real one: of the others), standard deviation of the images from their
        own mean, and the share of the squared distances from the mean of all real images that the plane
        shows.
      </p>
    </>
  );
}

export function StageMap(props: Props): JSX.Element {
  const { real, shown, frames, names, pinned } = props;
  const [extent, setExtent] = useState<Extent>("all");
  const ipc = shown.find(({ stage }) => String(stage) === pinned.group)?.ipc ?? 1;
  const { map, problem } = useImageMap(real, shown, frames, pinned.row * ipc + pinned.column);
  return (
    <>
      <RadioToggle
        className="toggle"
        legend="Classes on the map"
        choices={[
          { value: "all", title: "All classes" },
          { value: "class", title: `Only ${names[pinned.row] ?? `class ${pinned.row}`}` },
        ]}
        chosen={extent}
        onChoose={setExtent}
      />
      {problem && <p className="small">{problem}</p>}
      {map && <MapBody {...props} map={map} extent={extent} />}
      {!map && !problem && <p className="small muted">The images are being placed.</p>}
    </>
  );
}
