/** One field of the recipe: its description from the schema, its value from the form, and the fitting control. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { FieldDescription } from "../../../workers/protocol/recipe/describe";
import { listOf, listText, rangeInWords } from "../../../workers/protocol/recipe/settings";
import { getSetting } from "../../../workers/protocol/recipe/tree";
import { baseRecipe, presetRecipe } from "../../runs/recipe/address";
import { changeSetting, recipeStore, resetSetting } from "../../runs/recipe/recipeStore";
import { valueInWords } from "../../runs/recipe/valueInWords";
import { ChoiceField, ChoicesField, SwitchField, type Option } from "../../ui/fields/ChoiceFields";
import { ListField } from "../../ui/fields/ListField";
import { NumberField } from "../../ui/fields/NumberField";

interface Props {
  readonly field: FieldDescription;
  readonly locked: boolean;
}

function optionsOf(field: FieldDescription): readonly Option[] {
  return field.options.map((value) => ({ value, label: field.choices?.[value] ?? value }));
}

export function RecipeField({ field, locked }: Props): JSX.Element {
  const { path, kind } = field;
  // The value that the preset (with the form's method) has, as text for a stable selection.
  const base = useStore(recipeStore, (form) =>
    valueInWords(
      field,
      getSetting(path === "method" ? presetRecipe(form.preset) : baseRecipe(form.preset, form.draft), path),
    ),
  );
  const value = useStore(recipeStore, (form) => getSetting(form.draft, path));
  const error = useStore(
    recipeStore,
    (form) => form.problems.find((problem) => problem.path === path)?.message,
  );
  const isTyped = kind === "integer" || kind === "number" || kind === "list";
  const frame = {
    label: field.title,
    symbol: field.symbol,
    unit: field.unit,
    range: isTyped ? rangeInWords(field) : undefined,
    help: field.help,
    error,
    disabled: locked,
    resetTo: valueInWords(field, value) === base ? null : base,
    onReset: () => resetSetting(path),
  };
  switch (kind) {
    case "integer":
    case "number":
      return (
        <NumberField
          {...frame}
          value={value}
          integer={kind === "integer"}
          minimum={field.minimum}
          maximum={field.maximum}
          onChange={(next) => changeSetting(path, next)}
        />
      );
    case "boolean":
      return <SwitchField {...frame} value={value === true} onChange={(next) => changeSetting(path, next)} />;
    case "choice":
      return (
        <ChoiceField
          {...frame}
          value={String(value)}
          options={optionsOf(field)}
          onChange={(next) => changeSetting(path, next)}
        />
      );
    case "list":
      return (
        <ListField
          {...frame}
          value={Array.isArray(value) ? value.map(String) : []}
          read={listOf}
          write={listText}
          placeholder="all"
          onChange={(next) => changeSetting(path, next)}
        />
      );
    case "choices":
      return (
        <ChoicesField
          {...frame}
          value={Array.isArray(value) ? value.map(String) : []}
          options={optionsOf(field)}
          onChange={(next) => changeSetting(path, next)}
        />
      );
  }
}
