/** The strip of the run's parts: each as long as its share, filled as far as it is done, told on hover and focus. */
import type { JSX } from "react";
import { Tooltip } from "./Tooltip";
import "./Timeline.css";

export interface TimelineSegment {
  readonly id: string;
  /** Short text inside, where there is room. */
  readonly label: string;
  /** The whole sentence for the tooltip and the screen reader. */
  readonly detail: string;
  /** Share of the strip, 0 to 1. */
  readonly share: number;
  /** How full it is, 0 to 1. */
  readonly fraction: number;
  readonly running: boolean;
  readonly color: string;
  /** Where the cursor stands in it, 0 to 1; null if elsewhere. */
  readonly mark: number | null;
}

interface Props {
  readonly segments: readonly TimelineSegment[];
  /** Pressed at a share of a segment, 0 to 1. */
  readonly onPick: (id: string, share: number) => void;
}

export function Timeline({ segments, onPick }: Props): JSX.Element {
  return (
    <ol className="timeline-strip" aria-label="Parts of the run">
      {segments.map(({ id, label, detail, share, fraction, running, color, mark }) => (
        <li
          key={id}
          className="timeline-segment"
          data-part={id}
          data-running={running}
          style={{ flexGrow: Math.max(share, 0.005), ["--stage" as string]: color }}
        >
          <Tooltip text={detail} className="timeline-anchor">
            <div
              className="timeline-track"
              role="progressbar"
              tabIndex={0}
              aria-label={detail}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(fraction * 100)}
              onPointerDown={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                onPick(id, (event.clientX - box.left) / box.width);
              }}
            >
              <span className="timeline-fill" style={{ transform: `scaleX(${fraction.toFixed(4)})` }} />
              <span className="timeline-label">{label}</span>
              {mark !== null && <span className="timeline-mark" style={{ left: `${mark * 100}%` }} />}
            </div>
          </Tooltip>
        </li>
      ))}
    </ol>
  );
}
