/** The page: header, timeline, three zones, controls. Layout only. */
import { useEffect, useLayoutEffect, type JSX } from "react";
import { useStore } from "zustand";
import { listenToKeys } from "./runs/shortcuts";
import { viewStore } from "./runs/viewStore";
import { CurvesPanel } from "./features/curves/CurvesPanel";
import { DeviceDialog } from "./features/device/DeviceDialog";
import { AccuracyPanel } from "./features/evaluate/AccuracyPanel";
import { ExperimentsDialog } from "./features/experiments/ExperimentsDialog";
import { ExportDialog } from "./features/export/ExportDialog";
import { Header } from "./features/header/Header";
import { Announcer } from "./features/run/Announcer";
import { Controls } from "./features/run/Controls";
import { RunPanel } from "./features/run/RunPanel";
import { RunTimeline } from "./features/run/RunTimeline";
import { usePageDrop } from "./features/setup/pageDrop";
import { SetupPanel } from "./features/setup/SetupPanel";
import { ShortcutsDialog } from "./features/shortcuts/ShortcutsDialog";
import "./app.css";

export function App(): JSX.Element {
  const theme = useStore(viewStore, (view) => view.theme);
  const setupOpen = useStore(viewStore, (view) => view.setupOpen);
  const dialog = useStore(viewStore, (view) => view.dialog);
  usePageDrop();
  useEffect(() => listenToKeys(), []);
  useLayoutEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return (
    <div className="page" data-setup={setupOpen}>
      <div className="page-head">
        <Header />
        <RunTimeline />
      </div>
      <main className="zones">
        <div className="zone zone-run">
          <RunPanel />
        </div>
        <div className="zone zone-setup">
          <SetupPanel />
        </div>
        <div className="zone zone-details">
          <AccuracyPanel />
          <CurvesPanel />
        </div>
      </main>
      <footer className="page-foot">
        <Controls />
      </footer>
      <Announcer />
      {dialog === "export" && <ExportDialog />}
      {dialog === "device" && <DeviceDialog />}
      {dialog === "shortcuts" && <ShortcutsDialog />}
      {dialog === "experiments" && <ExperimentsDialog />}
    </div>
  );
}
