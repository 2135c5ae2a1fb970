/**
 * The names of a chart's lines, at its right. Where the lines are many, one of them can be told apart by its name: the
 * one that is pointed at or has the focus (one stop for the Tab key, arrows up and down), or that was pressed.
 */
import { useRef, useState, type JSX, type KeyboardEvent, type PointerEvent } from "react";

export interface ChartLabel {
  readonly id: string;
  readonly text: string;
  readonly color: string;
  /** Where it stands on the y axis. */
  readonly y: number;
}

export interface LineChoice {
  /** The line that stands out; null: all are alike. */
  readonly shown: string | null;
  /** The one that was pressed. */
  readonly kept: string | null;
  readonly onPoint: (id: string | null) => void;
  readonly onKeep: (id: string | null) => void;
}

interface Props {
  readonly title: string;
  readonly labels: readonly ChartLabel[];
  /** Where each line stands, and where its label was moved to, in pixels from the top. */
  readonly wanted: readonly number[];
  readonly places: readonly number[];
  readonly choice: LineChoice | undefined;
}

export const labelHeight = 15;

const topOf = (place: number | undefined): number => (place ?? 0) - labelHeight / 2;

/** What is pressed here is a name, not a moment of the chart below. */
const stay = (event: PointerEvent): void => event.stopPropagation();

export function ChartLabels({ title, labels, wanted, places, choice }: Props): JSX.Element {
  if (choice) return <ChoiceLabels title={title} {...{ labels, wanted, places, choice }} />;
  return (
    <ul className="chart-labels">
      {labels.map(({ id, color, text }, index) => (
        <li key={id} style={{ top: topOf(places[index]), color }}>
          {text}
        </li>
      ))}
    </ul>
  );
}

function ChoiceLabels(props: Props & { readonly choice: LineChoice }): JSX.Element {
  const { title, labels, wanted, places, choice } = props;
  const { shown, kept, onPoint, onKeep } = choice;
  const list = useRef<HTMLUListElement>(null);
  const [last, setLast] = useState<string | null>(null);
  const stop = [last, kept].find((id) => labels.some((label) => label.id === id)) ?? labels[0]?.id;
  // From above to below, as they are seen.
  const order = labels.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const onKey = (event: KeyboardEvent, index: number): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = step === 0 ? undefined : order[order.indexOf(index) + step];
    if (step !== 0) event.preventDefault();
    if (next !== undefined) list.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <>
      <svg className="chart-leaders" aria-hidden="true">
        {labels.map(({ id, color }, index) => (
          <path
            key={id}
            d={`M0 ${wanted[index]}L6 ${places[index]}`}
            style={{ stroke: color }}
            strokeOpacity={shown !== null && shown !== id ? 0.25 : 1}
          />
        ))}
      </svg>
      <ul
        ref={list}
        className="chart-labels"
        aria-label={`Lines of ${title}`}
        onPointerDown={stay}
        onPointerMove={stay}
      >
        {labels.map(({ id, color, text }, index) => (
          <li key={id} style={{ top: topOf(places[index]), color }}>
            <button
              type="button"
              title={text}
              tabIndex={id === stop ? 0 : -1}
              aria-pressed={id === kept}
              data-shown={shown === null ? undefined : shown === id}
              onPointerEnter={() => onPoint(id)}
              onPointerLeave={() => onPoint(null)}
              onFocus={() => {
                setLast(id);
                onPoint(id);
              }}
              onBlur={() => onPoint(null)}
              onKeyDown={(event) => onKey(event, index)}
              onClick={() => onKeep(id === kept ? null : id)}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
