/** The classes of the data: mean image, name, how many images; a tick for each that the recipe takes. */
import { useEffect, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { ClassLook, DataLook } from "../../../workers/protocol/data";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { lookAtData, lookStore } from "../../runs/data/dataLook";
import { dataStore } from "../../runs/data/dataStore";
import { changeSetting, recipeStore } from "../../runs/recipe/recipeStore";
import { count, counted } from "../../ui/format";
import { ImageCanvas } from "../../ui/images/ImageCanvas";

/** How a recipe names a class: by its number where the name cannot stand in a list. */
const named = ({ name }: ClassLook, place: number): string =>
  /^[^,]+$/.test(name) && name === name.trim() && name !== "none" ? name : String(place);

/** The setting with one class more or less; all of them are the empty list. */
function toggled(look: DataLook, place: number): readonly string[] | null {
  const chosen = look.classes.map(({ mean }, at) => (mean !== null) !== (at === place));
  const names = look.classes.map(named).filter((_, at) => chosen[at]);
  if (names.length === look.classes.length) return [];
  // The last one stays: no class would mean all of them.
  return names.length === 0 ? null : names;
}

function Statistics({ look }: { readonly look: DataLook }): JSX.Element {
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(", ");
  return (
    <p className="small muted">
      Pixels are normalised by mean {list(look.mean)} and deviation {list(look.std)}: {look.statistics}.
    </p>
  );
}

function Rows({ look, locked }: { readonly look: DataLook; readonly locked: boolean }): JSX.Element {
  return (
    <fieldset className="classes" disabled={locked}>
      <legend className="visually-hidden">Classes taken</legend>
      {look.classes.map((each, place) => (
        <label key={place} className="class-row">
          <input
            type="checkbox"
            checked={each.mean !== null}
            onChange={() => {
              const next = toggled(look, place);
              if (next) changeSetting("data.classes", next);
            }}
          />
          <span className="class-mean">
            {each.mean !== null && (
              <ImageCanvas
                tiles={look.means}
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
  );
}

export function ClassTable({ locked }: { readonly locked: boolean }): JSX.Element {
  const [open, setOpen] = useState(false);
  const dataset = useStore(dataStore, (data) => data.dataset);
  const look = useStore(lookStore, (model) => model.look);
  const isRestricted = useStore(recipeStore, ({ draft }) => {
    const chosen = getSetting(draft, "data.classes");
    return Array.isArray(chosen) && chosen.length > 0;
  });
  useEffect(() => {
    if (open) void lookAtData();
  }, [open, dataset]);
  return (
    <details className="look" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Look at the classes</summary>
      {look && (
        <>
          <p className="small muted">
            {counted(look.classes.length, "class", "classes")}, each with the mean of up to {look.meanOver}{" "}
            images, and with its training and test images in the files.{" "}
            {isRestricted && !locked && (
              <button type="button" className="link" onClick={() => changeSetting("data.classes", [])}>
                Take all classes
              </button>
            )}
          </p>
          <Rows look={look} locked={locked} />
          <Statistics look={look} />
        </>
      )}
    </details>
  );
}
