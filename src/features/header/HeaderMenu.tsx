/** What the header has no room for on a narrow window: the same commands in a menu of the browser's own popover. */
import { useId, useRef, type JSX } from "react";
import type { Command } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { Icon } from "../../ui/icons";

export function HeaderMenu({ commands }: { readonly commands: readonly Command[] }): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const now = useSituation();
  return (
    <div className="header-menu">
      <button type="button" className="button button-plain button-icon" popoverTarget={id} aria-label="Menu">
        <Icon name="menu" />
      </button>
      <div ref={list} id={id} popover="auto" className="header-menu-list" role="group" aria-label="Menu">
        {commands.map((command) => {
          const blocked = command.blocked(now);
          return (
            <button
              key={command.id}
              type="button"
              className="button button-quiet"
              aria-disabled={blocked !== null}
              aria-description={blocked ?? undefined}
              onClick={() => {
                if (blocked !== null) return;
                list.current?.hidePopover();
                command.perform();
              }}
            >
              {command.title}
            </button>
          );
        })}
      </div>
    </div>
  );
}
