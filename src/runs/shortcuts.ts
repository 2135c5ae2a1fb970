/** Single-key shortcuts: offered to the commands in order, kept out of fields, and switched off on request. */
import { keyCommands, situation, type Command } from "./commands";
import { viewStore } from "./viewStore";

/** Elements that take typed text or choose by letters. */
const typing =
  "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable=true]";
/** Elements that the space bar presses. */
const pressed = "button, a, summary, input, [role=application]";

/** Performs the command of a key; true if there was one. */
export function handleKey(event: KeyboardEvent): boolean {
  const { keysOn, dialog } = viewStore.getState();
  if (!keysOn || dialog !== null || event.defaultPrevented || event.repeat) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(typing) || (event.key === " " && target?.closest(pressed))) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const now = situation();
  const isMeant = (command: Command): boolean =>
    command.key === key && (!command.withShift || event.shiftKey) && command.blocked(now) === null;
  const command = keyCommands.find(isMeant);
  if (!command) return false;
  event.preventDefault();
  command.perform();
  return true;
}

/** Listens to the keyboard; the function that comes back ends it. */
export function listenToKeys(): () => void {
  const listener = (event: KeyboardEvent): void => void handleKey(event);
  addEventListener("keydown", listener);
  return () => removeEventListener("keydown", listener);
}
