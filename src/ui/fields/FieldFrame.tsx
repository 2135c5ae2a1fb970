/** The frame of a form field: label and symbol, the control with its unit, help on request, reset, and the error. */
import { useId, useState, type JSX, type ReactNode } from "react";
import { Formula, symbolFormula } from "../Formula";
import { Icon } from "../icons";
import "./fields.css";

export interface FieldProps {
  readonly label: string;
  readonly symbol?: string | undefined;
  readonly unit?: string | undefined;
  /** What it accepts, in words. */
  readonly range?: string | undefined;
  readonly help: string;
  readonly error?: string | undefined;
  readonly disabled: boolean;
  /** Text of the value that a click puts back; null while it has that value. */
  readonly resetTo: string | null;
  readonly onReset: () => void;
}

/** What the control inside has to carry. */
export interface ControlIds {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

interface Props extends FieldProps {
  /** A group of controls is named by a legend instead of a label. */
  readonly group?: boolean;
  /** The control on a line of its own. */
  readonly wide?: boolean;
  readonly children: (ids: ControlIds) => ReactNode;
}

export function FieldFrame(props: Props): JSX.Element {
  const { label, symbol, unit, range, help, error, disabled, resetTo, onReset, group, wide, children } =
    props;
  const id = useId();
  const [helpOpen, setHelpOpen] = useState(false);
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, helpOpen && helpId].filter(Boolean).join(" ") || undefined;
  const name = (
    <>
      {label}
      {symbol && (
        <span className="field-symbol">
          {" "}
          <Formula text={symbolFormula(symbol)} />
        </span>
      )}
    </>
  );
  const Frame = group ? "fieldset" : "div";
  return (
    <Frame
      className={`field ${wide ? "field-wide" : ""} ${error ? "field-wrong" : ""}`}
      disabled={group ? disabled : undefined}
    >
      <div className="field-name">
        {group ? <legend>{name}</legend> : <label htmlFor={id}>{name}</label>}
        <button
          type="button"
          className="field-help-button"
          aria-expanded={helpOpen}
          aria-controls={helpId}
          aria-label={`About ${label}`}
          onClick={() => setHelpOpen(!helpOpen)}
        >
          ?
        </button>
        {resetTo !== null && !disabled && (
          <button
            type="button"
            className="field-reset"
            aria-label={`Reset ${label} to ${resetTo}`}
            title={`Reset to ${resetTo}`}
            onClick={onReset}
          >
            <Icon name="reset" />
          </button>
        )}
      </div>
      <div className="field-control">
        {children({ id, describedBy, invalid: error !== undefined })}
        {unit && <span className="field-unit">{unit}</span>}
      </div>
      {error && (
        <p className="field-error" id={errorId}>
          {error}
        </p>
      )}
      <p className="field-help" id={helpId} hidden={!helpOpen}>
        {help}
        {range && <span className="field-range"> Takes {range}.</span>}
      </p>
    </Frame>
  );
}
