/** What a sweep goes over: one setting or two, found by name, and the values of each. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { readSweep, sweepCombinations, sweepExperiment } from "../../../workers/protocol/experiments/sweep";
import {
  readAxis,
  sweepFields,
  usualAxes,
  type AxisText,
} from "../../../workers/protocol/experiments/sweep-values";
import { recipeFields, type FieldDescription } from "../../../workers/protocol/recipe/describe";
import type { Recipe } from "../../../workers/protocol/recipe/recipe";
import { rangeInWords } from "../../../workers/protocol/recipe/settings";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { addAxis, chooseAxis, removeAxis, sweepStore, typeValues } from "../../runs/studies/sweepStore";
import { Button } from "../../ui/Button";
import { SearchSelect } from "../../ui/fields/SearchSelect";
import { counted } from "../../ui/format";
import { LeftOutList } from "./LeftOutList";
import { StartRuns } from "./StartRuns";

interface TickedProps {
  readonly field: FieldDescription;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

interface AxisProps {
  readonly recipe: Recipe;
  readonly place: number;
  readonly axis: AxisText;
  readonly other: string | null;
}

/** The values of a choice or a switch are ticked, not typed. */
function TickedValues({ field, text, onChange }: TickedProps): JSX.Element {
  const isSwitch = field.kind === "boolean";
  const options = isSwitch ? ["on", "off"] : field.options;
  const chosen = text.split(",").map((part) => part.trim());
  const toggle = (option: string): void => {
    const next = options.filter((each) => chosen.includes(each) !== (each === option));
    onChange(next.join(", "));
  };
  return (
    <fieldset>
      <legend>Values</legend>
      <span className="field-chips">
        {options.map((option) => (
          <label key={option} className="field-chip">
            <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
            {field.choices?.[option] ?? option}
          </label>
        ))}
      </span>
    </fieldset>
  );
}

const places = ["First setting", "Second setting"];

function AxisFields({ recipe, place, axis, other }: AxisProps): JSX.Element {
  const field = recipeFields.get(axis.path);
  const { problem } = readAxis(recipe, axis, other);
  const groups = sweepFields(recipe, other).map(({ title, fields }) => ({
    title,
    options: fields.map(({ path, title: label, symbol }) => ({
      value: path,
      label: symbol ? `${label} ${symbol}` : label,
    })),
  }));
  const isNumber = field?.kind === "integer" || field?.kind === "number";
  const problemId = `sweep-problem-${place}`;
  const hintId = `sweep-hint-${place}`;
  return (
    <fieldset className="sweep-axis">
      <legend className="visually-hidden">{places[place]}</legend>
      <SearchSelect
        label={places[place]!}
        value={axis.path}
        groups={groups}
        onChange={(path) => chooseAxis(place, path)}
      />
      {field && !isNumber ? (
        <TickedValues field={field} text={axis.text} onChange={(text) => typeValues(place, text)} />
      ) : (
        <label className="sweep-values">
          {field?.unit ? `Values, in ${field.unit}` : "Values"}
          <input
            className="field-text"
            type="text"
            autoComplete="off"
            spellCheck={false}
            value={axis.text}
            aria-invalid={problem !== null}
            aria-describedby={problem ? problemId : hintId}
            onChange={(event) => typeValues(place, event.target.value)}
          />
        </label>
      )}
      {problem ? (
        <p className="small sweep-problem" id={problemId}>
          {problem}
        </p>
      ) : (
        field &&
        isNumber && (
          <p className="small muted" id={hintId}>
            {`Takes ${rangeInWords(field)}; written 1, 2, 5 or 1…5.`}
          </p>
        )
      )}
    </fieldset>
  );
}

export function SweepForm(): JSX.Element {
  const recipe = useStore(recipeStore, (form) => form.recipe);
  const { axes } = useStore(sweepStore);
  if (!recipe)
    return <p className="small experiment-refused">The settings hold a mistake; correct it first.</p>;
  const read = readSweep(recipe, axes);
  const { leftOut } = read.axes ? sweepCombinations(recipe, read.axes) : { leftOut: [] };
  const spare = usualAxes.find(({ path }) => path !== axes[0]?.path)!;
  const all = read.axes?.reduce((product, { values }) => product * values.length, 1) ?? 0;
  // What is wrong with one axis stands under it.
  const isOfAxis = axes.some((axis) => {
    const other = axes.find((each) => each !== axis)?.path ?? null;
    return readAxis(recipe, axis, other).problem === read.problem;
  });
  return (
    <div className="experiments">
      <p className="small muted">
        Runs the recipe in the settings with every combination of these values, one after the other, with the
        same seed, and draws the accuracies as a table and a heat map.
      </p>
      <div className="sweep-axes">
        {axes.map((axis, place) => (
          <AxisFields
            // There are two places, and what stands in them changes.
            key={place}
            recipe={recipe}
            place={place}
            axis={axis}
            other={axes.find((each) => each !== axis)?.path ?? null}
          />
        ))}
      </div>
      <div>
        {axes.length > 1 ? (
          <Button onClick={removeAxis}>Sweep one setting only</Button>
        ) : (
          <Button onClick={() => addAxis(spare.path)}>Sweep a second setting</Button>
        )}
      </div>
      {read.problem && !isOfAxis && <p className="small experiment-refused">{read.problem}</p>}
      {read.axes && (
        <p className="small">
          {`${counted(all, "combination")}${leftOut.length ? `, of which ${leftOut.length} cannot be run:` : "."}`}
        </p>
      )}
      <LeftOutList leftOut={leftOut} />
      <StartRuns experiment={read.axes && sweepExperiment(read.axes)} refused={read.problem} />
    </div>
  );
}
