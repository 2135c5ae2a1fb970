/**
 * A short text beside an element while it is hovered or has the keyboard's focus. Never the only place of a fact: what
 * it says also stands in the element's own name or description, so screen readers need not hear it twice.
 */
import { useState, type JSX, type ReactNode } from "react";
import { createPortal } from "react-dom";
import "./Tooltip.css";

interface Place {
  readonly x: number;
  readonly y: number;
  readonly below: boolean;
}

interface Props {
  readonly text: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Tooltip({ text, children, className }: Props): JSX.Element {
  const [place, setPlace] = useState<Place | null>(null);
  const show = (element: Element): void => {
    const box = element.getBoundingClientRect();
    const below = box.top < 80;
    const x = Math.min(Math.max(box.left + box.width / 2, 132), Math.max(132, innerWidth - 132));
    setPlace({ x, y: below ? box.bottom + 8 : box.top - 8, below });
  };
  const hide = (): void => setPlace(null);
  return (
    <span
      className={`tooltip-anchor ${className ?? ""}`}
      onPointerEnter={(event) => show(event.currentTarget)}
      onPointerLeave={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && show(event.currentTarget)}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      {place &&
        createPortal(
          <span
            // In the top layer, so that it also stands above an open dialog.
            popover="manual"
            ref={(element) => element?.showPopover()}
            aria-hidden="true"
            className={`tooltip ${place.below ? "tooltip-below" : ""}`}
            style={{ left: place.x, top: place.y }}
          >
            {text}
          </span>,
          document.body,
        )}
    </span>
  );
}
