/** What the header has no room for on a narrow window: the same commands in a menu. */
import type { JSX } from "react";
import type { Command } from "../../runs/commands";
import { useSituation } from "../../runs/hooks";
import { PopMenu } from "../../ui/PopMenu";

export function HeaderMenu({ commands }: { readonly commands: readonly Command[] }): JSX.Element {
  const now = useSituation();
  const items = commands.map(({ id, title, blocked, perform }) => ({
    id,
    title,
    blocked: blocked(now),
    perform,
  }));
  return (
    <div className="header-menu">
      <PopMenu label="Menu" icon="menu" items={items} place="head" />
    </div>
  );
}
