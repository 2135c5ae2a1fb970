/** Fields that choose: one of several, any of several, on or off. */
import type { JSX } from "react";
import { FieldFrame, type FieldProps } from "./FieldFrame";

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface OneProps extends FieldProps {
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

/** One of several. */
export function ChoiceField({ value, options, onChange, ...frame }: OneProps): JSX.Element {
  return (
    <FieldFrame {...frame} wide>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          className="field-select"
          value={value}
          disabled={frame.disabled}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

interface ManyProps extends FieldProps {
  readonly value: readonly string[];
  readonly options: readonly Option[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Any of several, kept in the order of the options. */
export function ChoicesField({ value, options, onChange, ...frame }: ManyProps): JSX.Element {
  const toggle = (name: string): void => {
    const chosen = new Set(value);
    if (!chosen.delete(name)) chosen.add(name);
    onChange(options.map((option) => option.value).filter((option) => chosen.has(option)));
  };
  return (
    <FieldFrame {...frame} group wide>
      {() => (
        <span className="field-chips">
          {options.map((option) => (
            <label key={option.value} className="field-chip">
              <input
                type="checkbox"
                checked={value.includes(option.value)}
                onChange={() => toggle(option.value)}
              />
              {option.label}
            </label>
          ))}
        </span>
      )}
    </FieldFrame>
  );
}

interface SwitchProps extends FieldProps {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

/** On or off. */
export function SwitchField({ value, onChange, ...frame }: SwitchProps): JSX.Element {
  return (
    <FieldFrame {...frame}>
      {({ id, describedBy }) => (
        <input
          id={id}
          className="field-switch"
          type="checkbox"
          role="switch"
          checked={value}
          disabled={frame.disabled}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.checked)}
        />
      )}
    </FieldFrame>
  );
}
