/** The keyboard shortcuts, and a switch for those who do not want single keys to act. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { keyCommands } from "../../runs/commands";
import { closeDialog, viewStore } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import "./shortcuts.css";

const otherKeys = [
  { title: "Choose an image (in the grid)", keyText: "Arrows" },
  { title: "Pin the chosen image, let it go", keyText: "Enter" },
  { title: "Move the moment shown (on its slider)", keyText: "Arrows" },
];

/** Each key once, with all that it does by turns: "Start distilling, pause, resume". */
function byKey(): readonly { readonly title: string; readonly keyText: string }[] {
  const titles = new Map<string, string[]>();
  for (const { title, keyText = "" } of keyCommands) {
    const before = titles.get(keyText);
    if (before) before.push(title.toLowerCase());
    else titles.set(keyText, [title]);
  }
  return [...titles].map(([keyText, all]) => ({ title: all.join(", "), keyText }));
}

export function ShortcutsDialog(): JSX.Element {
  const on = useStore(viewStore, (view) => view.keysOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog}>
      <dl className="shortcuts">
        {[...byKey(), ...otherKeys].map(({ title, keyText }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <kbd>{keyText}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <label className="shortcuts-switch">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => viewStore.setState({ keysOn: event.target.checked })}
        />
        Single keys act
      </label>
    </Dialog>
  );
}
