/** A few choices in a row, of which one holds. */
import { useId, type JSX } from "react";

interface Props<Value extends string> {
  /** How it looks. */
  readonly className: string;
  /** What is chosen here, in words. */
  readonly legend: string;
  readonly choices: readonly {
    readonly value: Value;
    readonly title: string;
    /** Why it cannot be chosen; left out: it can. */
    readonly blocked?: string | undefined;
  }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

export function RadioToggle<Value extends string>({
  className,
  legend,
  choices,
  chosen,
  onChoose,
}: Props<Value>): JSX.Element {
  // The same choice may stand on the page twice, as in a dialog over it.
  const name = useId();
  return (
    <fieldset className={className}>
      <legend className="visually-hidden">{legend}</legend>
      {choices.map(({ value, title, blocked }) => (
        <label key={value} data-chosen={value === chosen} title={blocked}>
          <input
            className="visually-hidden"
            type="radio"
            name={name}
            checked={value === chosen}
            disabled={blocked !== undefined}
            aria-description={blocked}
            onChange={() => onChoose(value)}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
