/** One image at every iteration that was saved of it, from its start to now; a press takes the page to that moment. */
import type { JSX } from "react";
import type { StageImages } from "../../../workers/protocol/events";
import { count } from "../../ui/format";
import { ImageCanvas } from "../../ui/images/ImageCanvas";
import { imageDistance } from "../../ui/images/paint";

interface Props {
  readonly frames: readonly StageImages[];
  /** Place of the image in its stage. */
  readonly index: number;
  /** Iteration that is shown elsewhere. */
  readonly shown: number;
  readonly label: string;
  readonly onPick: (iteration: number) => void;
}

const side = 56;

export function Filmstrip({ frames, index, shown, label, onPick }: Props): JSX.Element {
  const first = frames[0];
  return (
    <ol className="stages-film" aria-label={label} tabIndex={0}>
      {frames.map((images) => {
        const moved = first ? imageDistance(first, images, index).toFixed(0) : "0";
        return (
          <li key={images.iteration}>
            <button
              type="button"
              aria-current={images.iteration === shown}
              onClick={() => onPick(images.iteration)}
            >
              <ImageCanvas tiles={images} index={index} side={side} label="Image" />
              <span className="small">it. {count(images.iteration)}</span>{" "}
              <span className="small muted">{images === first ? "start" : `moved ${moved}`}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
