/** A number as text: what is typed stays as it is, and goes up as a number once it is one. */
import { useState, type JSX, type KeyboardEvent } from "react";
import { FieldFrame, type FieldProps } from "./FieldFrame";

interface Props extends FieldProps {
  /** A number, or the text that is not one. */
  readonly value: unknown;
  readonly integer: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly onChange: (value: number | string) => void;
}

function parse(text: string): number | string {
  const trimmed = text.trim().replace(",", ".");
  const value = Number(trimmed);
  return trimmed !== "" && Number.isFinite(value) ? value : text;
}

export function NumberField({ value, integer, minimum, maximum, onChange, ...frame }: Props): JSX.Element {
  const [text, setText] = useState(() => String(value));
  // The value also changes from outside: a preset, a reset, the address.
  if (parse(text) !== value && text !== value) setText(String(value));
  const change = (next: string): void => {
    setText(next);
    onChange(parse(next));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!integer || direction === 0 || typeof value !== "number") return;
    event.preventDefault();
    const next = value + direction * (event.shiftKey ? 10 : 1);
    change(String(Math.min(maximum ?? next, Math.max(minimum ?? next, next))));
  };
  return (
    <FieldFrame {...frame}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          className="field-number"
          type="text"
          inputMode={integer ? "numeric" : "decimal"}
          autoComplete="off"
          spellCheck={false}
          value={text}
          disabled={frame.disabled}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
      )}
    </FieldFrame>
  );
}
