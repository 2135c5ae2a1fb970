/** A field that takes names or numbers, separated by commas. */
import { useState, type JSX } from "react";
import { FieldFrame, type FieldProps } from "./FieldFrame";

interface Props extends FieldProps {
  readonly value: readonly string[];
  /** Said where the list is empty. */
  readonly placeholder: string;
  readonly onChange: (value: readonly string[]) => void;
}

const parse = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

export function ListField({ value, placeholder, onChange, ...frame }: Props): JSX.Element {
  // As typed, while it means the value: a comma at the end is not taken away again.
  const [typed, setTyped] = useState("");
  const text = parse(typed).join() === value.join() ? typed : value.join(", ");
  return (
    <FieldFrame {...frame} wide>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          className="field-text"
          type="text"
          value={text}
          placeholder={placeholder}
          disabled={frame.disabled}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(parse(event.target.value));
          }}
        />
      )}
    </FieldFrame>
  );
}
