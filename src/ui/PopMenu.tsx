/** A button that opens a few more in a list, in the browser's own popover: Escape and a press beside it close it. */
import { useId, useRef, type JSX } from "react";
import { Icon, type IconName } from "./icons";
import "./PopMenu.css";

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly keyText?: string | undefined;
  /** Why it cannot be chosen; it stays focusable so that the reason can be read. */
  readonly blocked: string | null;
  readonly perform: () => void;
}

interface Props {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
  /** At the right edge, under the head of the page; or over the button. */
  readonly place: "head" | "above";
}

export function PopMenu({ label, icon, items, place }: Props): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const stand = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (place !== "above" || !box || !list.current) return;
    list.current.style.left = `max(8px, min(${box.left}px, 100vw - 296px))`;
    list.current.style.bottom = `${innerHeight - box.top + 4}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button button-plain button-icon"
        popoverTarget={id}
        aria-label={label}
      >
        <Icon name={icon} />
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        className={`menu-list menu-${place}`}
        role="group"
        aria-label={label}
        onBeforeToggle={stand}
      >
        {items.map(({ id: name, title, keyText, blocked, perform }) => (
          <button
            key={name}
            type="button"
            className="button button-quiet"
            aria-disabled={blocked !== null}
            aria-description={blocked ?? undefined}
            aria-keyshortcuts={keyText}
            onClick={() => {
              if (blocked !== null) return;
              list.current?.hidePopover();
              perform();
            }}
          >
            <span>
              {title}
              {blocked !== null && (
                <span className="small menu-reason" aria-hidden="true">
                  {blocked}
                </span>
              )}
            </span>
            {keyText && <kbd aria-hidden="true">{keyText}</kbd>}
          </button>
        ))}
      </div>
    </>
  );
}
