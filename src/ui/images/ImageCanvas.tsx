/** One image, as large as fits a given side at a whole scale. */
import { useLayoutEffect, useRef, type JSX } from "react";
import { usePixelRatio } from "../useSize";
import { paintImage, type Bitmap } from "./paint";

interface Props {
  readonly tiles: Bitmap;
  readonly index: number;
  /** Room in CSS pixels. */
  readonly side: number;
  readonly label: string;
}

export function ImageCanvas({ tiles, index, side, label }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  const scale = Math.max(1, Math.floor((side * ratio) / tiles.size));
  useLayoutEffect(() => {
    if (canvas.current) paintImage(canvas.current, tiles, index, scale, ratio);
  }, [tiles, index, scale, ratio]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}
