/** The keyboard shortcuts, and a switch for those who do not want single keys to act. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { keyCommands } from "../../runs/commands";
import { closeDialog, viewStore } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import "./shortcuts.css";

const imageKeys = [
  { title: "Choose an image (in the grid)", keyText: "Arrows" },
  { title: "Pin the chosen image, let it go", keyText: "Enter" },
];

export function ShortcutsDialog(): JSX.Element {
  const on = useStore(viewStore, (view) => view.keysOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={closeDialog}>
      <dl className="shortcuts">
        {[...keyCommands, ...imageKeys].map(({ title, keyText }) => (
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
