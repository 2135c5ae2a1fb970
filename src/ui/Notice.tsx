/** A sentence that needs to be seen, with what to do about it and one next step. */
import type { JSX, ReactNode } from "react";
import { Button } from "./Button";
import "./Notice.css";

interface Props {
  readonly look: "plain" | "warning" | "error";
  readonly children: ReactNode;
  readonly hint?: string | undefined;
  /** The obvious next step. */
  readonly action?: ReactNode;
  readonly onDismiss?: () => void;
}

export function Notice({ look, children, hint, action, onDismiss }: Props): JSX.Element {
  return (
    <div className={`notice notice-${look}`} role={look === "error" ? "alert" : "status"}>
      <div className="notice-text">
        <div className="notice-words">
          <div className="notice-message">{children}</div>
          {hint && <p>{hint}</p>}
        </div>
        {action}
      </div>
      {onDismiss && <Button look="quiet" icon="close" label="Dismiss" onClick={onDismiss} />}
    </div>
  );
}
