/** A few images of a run in one row. */
import { useLayoutEffect, useRef, type JSX } from "react";
import type { Thumbnail } from "../../../workers/protocol/library";
import { paintGrid } from "../../ui/images/paint";
import { usePixelRatio } from "../../ui/useSize";

/** Side of an image in CSS pixels, about. */
const side = 20;

export function RunThumbnail({ thumbnail }: { readonly thumbnail: Thumbnail }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  useLayoutEffect(() => {
    const { pixels, size, count } = thumbnail;
    const scale = Math.max(1, Math.round((side * ratio) / size));
    const layout = { scale };
    if (canvas.current) paintGrid(canvas.current, { pixels, size, columns: count }, 1, count, layout, ratio);
  }, [thumbnail, ratio]);
  return <canvas ref={canvas} className="run-thumbnail" aria-hidden="true" />;
}
