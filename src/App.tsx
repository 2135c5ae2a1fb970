/** The page: header, timeline, three zones, controls. Layout only. */
import { lazy, Suspense, useEffect, useLayoutEffect, type JSX } from "react";
import { useStore } from "zustand";
import { learnStore } from "./runs/learnStore";
import { listenToKeys } from "./runs/shortcuts";
import { viewStore } from "./runs/viewStore";
import { CompareDialog } from "./features/compare/CompareDialog";
import { CurvesPanel } from "./features/curves/CurvesPanel";
import { DeviceDialog } from "./features/device/DeviceDialog";
import { AccuracyPanel } from "./features/evaluate/AccuracyPanel";
import { ExperimentsDialog } from "./features/experiments/ExperimentsDialog";
import { ExportDialog } from "./features/export/ExportDialog";
import { Header } from "./features/header/Header";
import { LearnDialog } from "./features/learn/LearnDialog";
import { LibraryDialog } from "./features/library/LibraryDialog";
import { Announcer } from "./features/run/Announcer";
import { Controls } from "./features/run/Controls";
import { RunPanel } from "./features/run/RunPanel";
import { RunTimeline } from "./features/run/RunTimeline";
import { usePageDrop } from "./features/setup/pageDrop";
import { SetupPanel } from "./features/setup/SetupPanel";
import { ShortcutsDialog } from "./features/shortcuts/ShortcutsDialog";
import { keepFocus } from "./ui/keepFocus";
import "./app.css";

// What teaches, and what is looked at now and then, is loaded when it is asked for.
const LessonDialog = lazy(() => import("./features/learn/LessonDialog"));
const LessonSetup = lazy(() => import("./features/learn/LessonSetup"));
const Presenter = lazy(() => import("./features/learn/Presenter"));
const SlowMotionDialog = lazy(() => import("./features/learn/SlowMotionDialog"));
const StagesDialog = lazy(() => import("./features/stages/StagesDialog"));
const Tour = lazy(() => import("./features/learn/Tour"));

export function App(): JSX.Element {
  const theme = useStore(viewStore, (view) => view.theme);
  const setupOpen = useStore(viewStore, (view) => view.setupOpen);
  const dialog = useStore(viewStore, (view) => view.dialog);
  const lesson = useStore(learnStore, (learn) => learn.lesson);
  const presenting = useStore(learnStore, (learn) => learn.presenting);
  const touring = useStore(learnStore, (learn) => learn.tour !== null);
  usePageDrop();
  useEffect(() => listenToKeys(), []);
  useEffect(() => keepFocus(), []);
  useLayoutEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const page = (
    <div className="page" data-setup={setupOpen || lesson !== null}>
      <div className="page-head">
        <Header />
        <RunTimeline />
      </div>
      <main className="zones" tabIndex={-1}>
        <div className="zone zone-run">
          <RunPanel />
        </div>
        <div className="zone zone-setup">
          {lesson ? (
            <Suspense fallback={null}>
              <LessonSetup lesson={lesson} />
            </Suspense>
          ) : (
            <SetupPanel />
          )}
        </div>
        <div className="zone zone-details">
          <AccuracyPanel />
          <CurvesPanel />
        </div>
      </main>
      <footer className="page-foot">
        <Controls />
      </footer>
    </div>
  );
  return (
    <>
      <Suspense fallback={null}>{presenting ? <Presenter /> : page}</Suspense>
      <Announcer />
      {dialog === "export" && <ExportDialog />}
      {dialog === "device" && <DeviceDialog />}
      {dialog === "shortcuts" && <ShortcutsDialog />}
      {dialog === "experiments" && <ExperimentsDialog />}
      {dialog === "library" && <LibraryDialog />}
      {dialog === "compare" && <CompareDialog />}
      {dialog === "learn" && <LearnDialog />}
      {/* Apart from the page, which stays while one of them is loaded. */}
      <Suspense fallback={null}>
        {dialog === "lesson-link" && <LessonDialog />}
        {dialog === "stages" && <StagesDialog />}
        {dialog === "slow-motion" && <SlowMotionDialog />}
        {touring && <Tour />}
      </Suspense>
    </>
  );
}
