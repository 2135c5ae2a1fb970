/** The images of one of the compared runs at a moment: a grid for each stage, rows classes with their names. */
import { useLayoutEffect, useMemo, useRef, type JSX } from "react";
import type { StageImages } from "../../../workers/protocol/events";
import { imagesAtShare, type ComparedRun } from "../../runs/library/compareStore";
import { count } from "../../ui/format";
import { imageGap } from "../../ui/images/layout";
import { paintGrid } from "../../ui/images/paint";
import { RowNames } from "../../ui/images/RowNames";
import { stageColor } from "../../ui/stageColor";
import { usePixelRatio } from "../../ui/useSize";
import { mostColumns } from "./comparedSide";

interface GridProps {
  readonly images: StageImages;
  /** Stages that the run has. */
  readonly stages: number;
  /** Device pixels drawn for each image pixel. */
  readonly scale: number;
  readonly headerHeight: number;
}

function StageGrid({ images, stages, scale, headerHeight }: GridProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  const { pixels, size, ipc, classes, stage, iteration } = images;
  useLayoutEffect(() => {
    const tiles = { pixels, size, columns: ipc };
    if (canvas.current)
      paintGrid(canvas.current, tiles, classes, Math.min(ipc, mostColumns), { scale }, ratio);
  }, [pixels, size, ipc, classes, scale, ratio]);
  const left = ipc > mostColumns ? `, ${mostColumns} of ${ipc}` : "";
  return (
    <figure>
      <figcaption style={{ height: headerHeight - 4, borderColor: stageColor(stage, stages) }}>
        <strong>Stage {stage}</strong>
        <span className="muted">
          it. {count(iteration)}
          {left}
        </span>
      </figcaption>
      <canvas ref={canvas} role="img" aria-label={`Stage ${stage}, iteration ${iteration}`} />
    </figure>
  );
}

interface Props {
  readonly compared: ComparedRun;
  readonly name: string;
  /** Of the run's iterations, 0 to 1. */
  readonly share: number;
  readonly color: string;
  /** Of an image, about; of the names; and of the heading over a stage; in CSS pixels. */
  readonly side: number;
  readonly labelWidth: number;
  readonly headerHeight: number;
}

export function RunImages(props: Props): JSX.Element {
  const { compared, name, share, color, side, labelWidth, headerHeight } = props;
  const ratio = usePixelRatio();
  const shown = useMemo(() => imagesAtShare(compared, share), [compared, share]);
  const { classNames, size } = compared.view.description;
  const scale = Math.max(1, Math.floor((side * ratio) / size));
  const cell = (scale * size) / ratio;
  return (
    <section className="compare-run" style={{ borderColor: color }} aria-label={name}>
      <h4>{name}</h4>
      {shown.length === 0 ? (
        <p className="muted small compare-none">No images yet.</p>
      ) : (
        <div className="compare-stages" tabIndex={0} role="group" aria-label={`Images of ${name}`}>
          <div className="compare-names" style={{ width: labelWidth }}>
            <RowNames
              names={classNames}
              layout={{ cell, pitch: cell + imageGap }}
              width={labelWidth}
              top={headerHeight}
            />
          </div>
          {shown.map((images) => (
            <StageGrid
              key={images.stage}
              images={images}
              stages={compared.run.recipe.stages.count}
              scale={scale}
              headerHeight={headerHeight}
            />
          ))}
        </div>
      )}
    </section>
  );
}
