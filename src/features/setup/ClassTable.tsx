/** The classes of the data: mean image, name, how many images; a tick for each that the recipe takes. */
import { useEffect, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { DataLook, TakenLook } from "../../../workers/protocol/data";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { lookAtData, lookStore } from "../../runs/data/dataLook";
import { dataStore } from "../../runs/data/dataStore";
import { changeSetting, recipeStore } from "../../runs/recipe/recipeStore";
import { count, counted } from "../../ui/format";
import { ImageCanvas } from "../../ui/images/ImageCanvas";
import { tickedClasses, withTick } from "./classTicks";

function Statistics({ taken }: { readonly taken: TakenLook }): JSX.Element {
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(", ");
  return (
    <p className="small muted">
      Pixels are normalised by mean {list(taken.mean)} and deviation {list(taken.std)}: {taken.statistics}.
    </p>
  );
}

interface RowsProps {
  readonly look: DataLook;
  /** `data.classes` as it stands in the form; null where the data are always taken whole. */
  readonly chosen: unknown;
  readonly locked: boolean;
}

function Rows({ look: { classes, taken }, chosen, locked }: RowsProps): JSX.Element {
  const names = classes.map(({ name }) => name);
  const ticked = tickedClasses(chosen, names);
  return (
    // Locked, no row takes the focus: the box itself does, so that the keyboard can scroll it.
    <div className="classes" tabIndex={locked ? 0 : undefined}>
      <fieldset className="class-rows" disabled={locked}>
        <legend className="visually-hidden">Classes taken</legend>
        {classes.map((each, place) => (
          <label key={place} className="class-row">
            <input
              type="checkbox"
              checked={ticked.has(place)}
              onChange={() => {
                const next = withTick(chosen, names, place);
                if (next) changeSetting("data.classes", next);
              }}
            />
            <span className="class-mean">
              {taken && each.mean !== null && (
                <ImageCanvas
                  tiles={taken.means}
                  index={each.mean}
                  side={32}
                  label={`Mean image of ${each.name}`}
                />
              )}
            </span>
            <span className="class-name">{each.name}</span>
            <span className="class-count muted">
              {count(each.train)}
              {each.test > 0 && ` + ${count(each.test)}`}
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

/** The classes, as long as there are data: the choice of classes is mended here even where the data refuse it. */
export function ClassTable({ locked }: { readonly locked: boolean }): JSX.Element {
  const [open, setOpen] = useState(false);
  const dataset = useStore(dataStore, (data) => data.dataset);
  const missing = useStore(dataStore, (data) => data.missing);
  const look = useStore(lookStore, (model) => model.look);
  const chosen = useStore(recipeStore, ({ draft }) => getSetting(draft, "data.classes"));
  const isWhole = useStore(recipeStore, ({ draft }) => getSetting(draft, "data.set") === "shapes");
  const isRestricted = Array.isArray(chosen) && chosen.length > 0;
  useEffect(() => {
    if (open) void lookAtData();
  }, [open, dataset, missing]);
  return (
    <details className="look" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Look at the classes</summary>
      {look && (
        <>
          <p className="small muted">
            {counted(look.classes.length, "class", "classes")}, each with{" "}
            {look.taken && `the mean of up to ${look.taken.meanOver} images, and with `}its training and test
            images in the files. {isWhole && "The built-in set is always taken whole. "}
            {isRestricted && !locked && (
              <button type="button" className="link" onClick={() => changeSetting("data.classes", [])}>
                Take all classes
              </button>
            )}
          </p>
          <Rows look={look} chosen={isWhole ? null : chosen} locked={locked || isWhole} />
          {look.taken && <Statistics taken={look.taken} />}
        </>
      )}
    </details>
  );
}
