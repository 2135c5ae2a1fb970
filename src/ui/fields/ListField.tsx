/** A field that takes several names or numbers in one line of text. */
import { useState, type JSX } from "react";
import { FieldFrame, type FieldProps } from "./FieldFrame";

interface Props extends FieldProps {
  readonly value: readonly string[];
  /** What a text means. */
  readonly read: (text: string) => readonly string[];
  /** The text for a value, which reads as that value. */
  readonly write: (value: readonly string[]) => string;
  /** Said where the list is empty. */
  readonly placeholder: string;
  readonly onChange: (value: readonly string[]) => void;
}

export function ListField({ value, read, write, placeholder, onChange, ...frame }: Props): JSX.Element {
  // As typed, while it means the value: a comma at the end is not taken away again.
  const [typed, setTyped] = useState("");
  const written = write(value);
  const text = write(read(typed)) === written ? typed : written;
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
            onChange(read(event.target.value));
          }}
        />
      )}
    </FieldFrame>
  );
}
