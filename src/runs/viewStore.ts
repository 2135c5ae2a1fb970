/** What the person has chosen of the page itself: theme, panels, dialogs, axes. Kept in the browser where it lasts. */
import { createStore } from "zustand/vanilla";

export type Theme = "light" | "dark";
export type DialogName =
  | "export"
  | "device"
  | "shortcuts"
  | "experiments"
  | "library"
  | "compare"
  | "stages"
  | "learn"
  | "slow-motion"
  | "lesson-link";

export interface View {
  /** Null follows the system. */
  readonly theme: Theme | null;
  readonly setupOpen: boolean;
  readonly allSettings: boolean;
  readonly dialog: DialogName | null;
  readonly lossScale: "log" | "linear";
  /** What the curves are drawn over. */
  readonly curvesOver: "iterations" | "seconds";
  /** Curves are drawn as running means. */
  readonly smooth: boolean;
  readonly keysOn: boolean;
}

const storageKey = "studio-view";
type Kept = Pick<
  View,
  "theme" | "setupOpen" | "allSettings" | "lossScale" | "curvesOver" | "smooth" | "keysOn"
>;

function kept(): Partial<Kept> {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(storageKey) ?? "{}") as Partial<Kept>;
  } catch {
    // Storage may be forbidden or hold something foreign; the page then starts as if new.
    return {};
  }
}

export const viewStore = createStore<View>(() => ({
  theme: null,
  setupOpen: true,
  allSettings: false,
  lossScale: "log",
  curvesOver: "iterations",
  smooth: false,
  keysOn: true,
  ...kept(),
  dialog: null,
}));

viewStore.subscribe(({ theme, setupOpen, allSettings, lossScale, curvesOver, smooth, keysOn }) => {
  const keep: Kept = { theme, setupOpen, allSettings, lossScale, curvesOver, smooth, keysOn };
  try {
    localStorage.setItem(storageKey, JSON.stringify(keep));
  } catch {
    // Without storage the choice holds for as long as the page is open.
  }
});

/** Opens a dialog in place of any other. */
export function openDialog(dialog: DialogName): void {
  viewStore.setState({ dialog });
}

/** Closes the open dialog. */
export function closeDialog(): void {
  viewStore.setState({ dialog: null });
}

/** The theme that is seen: the chosen one, or else the system's. */
export function seenTheme(theme: Theme | null): Theme {
  return theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

/** Switches to the other theme than the one that is seen. */
export function toggleTheme(): void {
  viewStore.setState(({ theme }) => ({ theme: seenTheme(theme) === "dark" ? "light" : "dark" }));
}

/** Shows or hides the settings. */
export function toggleSetup(): void {
  viewStore.setState(({ setupOpen }) => ({ setupOpen: !setupOpen }));
}
