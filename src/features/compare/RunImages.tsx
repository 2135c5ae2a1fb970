/** The images of one of the compared runs at a moment: a grid for each stage, rows classes, columns images. */
import { useLayoutEffect, useMemo, useRef, type JSX } from "react";
import type { StageImages } from "../../../workers/protocol/events";
import { imagesAtShare, type ComparedRun } from "../../runs/library/compareStore";
import { paintGrid } from "../../ui/images/paint";
import { usePixelRatio } from "../../ui/useSize";

/** Side of an image in CSS pixels, about; of more than these columns none are shown. */
const side = 32;
const mostColumns = 10;

function StageGrid({ images }: { readonly images: StageImages }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  const { pixels, size, ipc, classes } = images;
  useLayoutEffect(() => {
    const scale = Math.max(1, Math.round((side * ratio) / size));
    const tiles = { pixels, size, columns: ipc };
    if (canvas.current)
      paintGrid(canvas.current, tiles, classes, Math.min(ipc, mostColumns), { scale }, ratio);
  }, [pixels, size, ipc, classes, ratio]);
  const name = `Stage ${images.stage}, iteration ${images.iteration}`;
  return (
    <figure>
      <canvas ref={canvas} role="img" aria-label={name} />
      <figcaption className="small muted">{`stage ${images.stage}, it. ${images.iteration}`}</figcaption>
    </figure>
  );
}

interface Props {
  readonly compared: ComparedRun;
  readonly name: string;
  /** Of the run's iterations, 0 to 1. */
  readonly share: number;
  readonly color: string;
}

export function RunImages({ compared, name, share, color }: Props): JSX.Element {
  const shown = useMemo(() => imagesAtShare(compared, share), [compared, share]);
  return (
    <section className="compare-run" style={{ borderColor: color }} aria-label={name}>
      <h4>{name}</h4>
      <div className="compare-stages">
        {shown.map((images) => (
          <StageGrid key={images.stage} images={images} />
        ))}
        {shown.length === 0 && <p className="muted small">No images yet.</p>}
      </div>
    </section>
  );
}
