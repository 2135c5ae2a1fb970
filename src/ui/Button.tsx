/** Buttons: one look, with an icon, a shortcut in the tooltip, and a reason where they cannot be pressed. */
import type { JSX, ReactNode } from "react";
import { Icon, type IconName } from "./icons";
import { Tooltip } from "./Tooltip";
import "./Button.css";

interface Props {
  readonly children?: ReactNode;
  /** May be left out of a button that submits its form. */
  readonly onClick?: () => void;
  readonly icon?: IconName;
  /** Accessible name of a button that shows only an icon. */
  readonly label?: string;
  readonly look?: "primary" | "plain" | "quiet";
  /** Why it cannot be pressed; it stays focusable so that the reason can be read. */
  readonly blocked?: string | null;
  /** The shortcut as it is written, shown in the tooltip. */
  readonly keyText?: string | undefined;
  readonly className?: string;
  /** Submits the form that it stands in. */
  readonly submit?: boolean;
  /** Whether what it opens is open. */
  readonly expanded?: boolean;
}

export function Button(props: Props): JSX.Element {
  const { children, onClick, icon, label, look = "plain", blocked = null, keyText, className = "" } = props;
  const { submit = false, expanded } = props;
  const button = (
    <button
      type={submit ? "submit" : "button"}
      className={`button button-${look} ${children ? "" : "button-icon"} ${className}`}
      aria-label={label}
      aria-disabled={blocked !== null}
      aria-description={blocked ?? undefined}
      aria-keyshortcuts={keyText}
      aria-expanded={expanded}
      onClick={() => blocked === null && onClick?.()}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
  // Of a button that shows but an icon the tip tells the name, too.
  const tip =
    (blocked !== null && label ? `${label}: ${blocked}` : blocked) ??
    (keyText || label ? (
      <>
        {label ?? children} {keyText && <kbd>{keyText}</kbd>}
      </>
    ) : null);
  return tip ? <Tooltip text={tip}>{button}</Tooltip> : button;
}
