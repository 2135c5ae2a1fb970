/** One image large: its class, stage and iteration, what it started from, and how far it has moved. */
import type { JSX, ReactNode } from "react";
import type { StageImages } from "../../../workers/protocol/events";
import * as commands from "../../runs/commands";
import { Button } from "../../ui/Button";
import { count } from "../../ui/format";
import { ImageCanvas } from "../../ui/images/ImageCanvas";
import { imageDistance, type Bitmap } from "../../ui/images/paint";
import { useSize } from "../../ui/useSize";

export interface Inspected {
  readonly name: string;
  /** 0 for a real image. */
  readonly stage: number;
  /** Null while the place is empty. */
  readonly tiles: Bitmap | null;
  readonly index: number;
  /** 1-based place within class and stage. */
  readonly slot: number;
  /** Images of the class in the stage. */
  readonly slots: number;
  readonly iteration: number;
  readonly first: StageImages | null;
}

interface Props {
  readonly shown: Inspected | null;
  readonly pinned: boolean;
  /** A run is under way that will bring images. */
  readonly waiting: boolean;
  /** Nothing was chosen: an image is shown for the start. */
  readonly isDefault: boolean;
  readonly color: string;
}

const largest = 560;

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Inspector({ shown, pinned, waiting, isDefault, color }: Props): JSX.Element {
  const [room, { width }] = useSize<HTMLDivElement>();
  const side = Math.min(largest, width);
  return (
    <aside className="inspector" aria-label="Chosen image">
      <div ref={room} className="inspector-room">
        {!shown && waiting && (
          <p className="muted small">The first images come when the experts have been trained.</p>
        )}
        {shown && !shown.tiles && <p className="muted small">Not yet distilled.</p>}
        {shown?.tiles && width > 0 && (
          <div className="inspector-image" style={{ borderColor: color }}>
            <ImageCanvas
              tiles={shown.tiles}
              index={shown.index}
              side={side}
              label={`Image of class ${shown.name}`}
            />
          </div>
        )}
      </div>
      {shown && (
        <>
          <dl className="inspector-facts">
            <Fact name="class">{shown.name}</Fact>
            <Fact name={shown.stage ? "stage" : "origin"}>
              {shown.stage ? shown.stage : "real training image"}
            </Fact>
            {shown.slots > 1 && <Fact name="image">{`${shown.slot} of ${shown.slots}`}</Fact>}
            {shown.tiles && shown.first && (
              <>
                <Fact name="iteration">{count(shown.iteration)}</Fact>
                <Fact name="moved">
                  {imageDistance(shown.first, shown.tiles, shown.index).toFixed(0)} of 255{" "}
                  <span className="small muted">RMS</span>
                </Fact>
              </>
            )}
          </dl>
          {shown.tiles && shown.first && (
            <div className="inspector-start">
              <ImageCanvas tiles={shown.first} index={shown.index} side={64} label="What it started from" />
              <p className="small muted">{`at iteration\u00a0${count(shown.first.iteration)}`}</p>
            </div>
          )}
          {shown.tiles && shown.first && (
            <div>
              <Button keyText={commands.showStages.keyText} onClick={commands.showStages.perform}>
                Stages in detail
              </Button>
            </div>
          )}
          {!isDefault && (
            <p className="visually-hidden" role="status">
              {shown.name}, {shown.stage ? `stage ${shown.stage}, image ${shown.slot}` : "real image"}
              {shown.tiles ? "" : ", not yet distilled"}
              {pinned ? ", pinned" : ""}
            </p>
          )}
          <p className="small muted">
            {pinned
              ? "Pinned; Esc or a click lets it go."
              : isDefault
                ? "Point at an image, or use the arrow keys; Enter pins."
                : "Enter or a click pins it."}
          </p>
          <p className="small muted">
            Pixels brought back from the space of learning and cut to 0–255; contrast is not stretched.
          </p>
        </>
      )}
    </aside>
  );
}
