/** What a person can do, as records: buttons and keyboard shortcuts share one definition. */
import { benchStore } from "./benchStore";
import { dataStore, type DataModel } from "./data/dataStore";
import { experimentStore } from "./studies/experimentStore";
import { engineStore, type EngineModel } from "./run/engineStore";
import { imageStore } from "./run/imageStore";
import { startTour, togglePresenter } from "./learnStore";
import { refreshLibrary } from "./library/librarySession";
import { playRecorded } from "./run/recordedPlayer";
import { recipeStore, type RecipeForm } from "./recipe/recipeStore";
import { isUnderWay, type RunPhase } from "./run/runModel";
import { runStore } from "./run/runStore";
import { controlRun, startEngine, startRun, stepRun } from "./run/session";
import { openDialog, toggleSetup, toggleTheme } from "./viewStore";

/** Everything on which a command's being possible depends. */
export interface Situation {
  readonly phase: RunPhase;
  readonly engine: EngineModel["status"];
  readonly problems: RecipeForm["problems"];
  readonly data: Pick<DataModel, "dataset" | "busy" | "missing">;
  readonly hasImages: boolean;
  /** The engine that held the run has died: its images are only seen, not held. */
  readonly lost: boolean;
  /** An experiment is going through its variants. */
  readonly experimenting: boolean;
  /** A benchmark is under way. */
  readonly measuring: boolean;
}

export interface Command {
  readonly id: string;
  /** What the button says. */
  readonly title: string;
  /** `KeyboardEvent.key`, and how it is written. */
  readonly key?: string;
  readonly keyText?: string;
  /** The key is pressed together with Shift; else it does not matter. */
  readonly withShift?: true;
  /** Why it cannot be done now, as a sentence; null if it can. */
  readonly blocked: (now: Situation) => string | null;
  readonly perform: () => void;
}

/** The situation of this moment. */
export function situation(): Situation {
  return {
    phase: runStore.getState().phase,
    engine: engineStore.getState().status,
    problems: recipeStore.getState().problems,
    data: dataStore.getState(),
    hasImages: imageStore.getState().stages.size > 0,
    lost: runStore.getState().error?.code === "worker-died",
    experimenting: experimentStore.getState().state === "running",
    measuring: benchStore.getState().state === "running",
  };
}

function startBlocked({ phase, engine, problems, data, experimenting, measuring }: Situation): string | null {
  if (measuring) return "A benchmark is under way; cancel it first, under Device.";
  if (experimenting) return "An experiment is under way; stop it first.";
  if (isUnderWay(phase)) return "A run is under way.";
  if (engine === "starting") return "The engine is being tested.";
  if (engine === "failed") return "The engine has stopped; restart it first.";
  if (problems[0]) return problems[0].message;
  if (data.missing) return data.missing.message;
  if (data.busy || !data.dataset) return "The data are being read.";
  return null;
}

/** Why no run can be taken up now; an engine that has stopped is started anew for it. */
export function resumeBlocked({ phase, engine, experimenting, measuring }: Situation): string | null {
  if (measuring) return "A benchmark is under way; cancel it first, under Device.";
  if (experimenting) return "An experiment is under way; stop it first.";
  if (isUnderWay(phase)) return "A run is under way; stop it first.";
  return engine === "starting" ? "The engine is being tested." : null;
}

export const start: Command = {
  id: "start",
  title: "Start distilling",
  key: " ",
  keyText: "Space",
  blocked: startBlocked,
  perform: () => void startRun(),
};

export const pause: Command = {
  id: "pause",
  title: "Pause",
  key: " ",
  keyText: "Space",
  blocked: ({ phase }) => (phase === "running" ? null : "Nothing is running."),
  perform: () => void controlRun("pause"),
};

export const resume: Command = {
  id: "resume",
  title: "Resume",
  key: " ",
  keyText: "Space",
  blocked: ({ phase }) => (phase === "paused" ? null : "The run is not paused."),
  perform: () => void controlRun("resume"),
};

export const step: Command = {
  id: "step",
  title: "Step",
  key: "s",
  keyText: "S",
  blocked: ({ phase }) => (phase === "paused" ? null : "Pause first; a step computes one iteration."),
  perform: () => void stepRun("unit"),
};

export const stepPart: Command = {
  id: "step-part",
  title: "Step to the end of the part",
  key: "s",
  withShift: true,
  keyText: "Shift+S",
  blocked: ({ phase }) => (phase === "paused" ? null : "Pause first; this goes on to the end of the part."),
  perform: () => void stepRun("part"),
};

export const stop: Command = {
  id: "stop",
  title: "Stop",
  blocked: ({ phase }) => (phase === "running" || phase === "paused" ? null : "No run is under way."),
  // Only once it is saved does the library know that it can be resumed.
  perform: () => void controlRun("stop").then(refreshLibrary),
};

export const restartEngine: Command = {
  id: "restart-engine",
  title: "Restart the engine",
  blocked: ({ engine }) => (engine === "failed" ? null : "The engine is there."),
  perform: () => void startEngine(),
};

export const showExport: Command = {
  id: "export",
  title: "Export",
  key: "e",
  keyText: "E",
  blocked: ({ phase, hasImages, lost }) => {
    if (phase === "recorded") return "A recorded run is shown; start one to export its images.";
    if (!hasImages) return "There is nothing to export before the first images.";
    return lost ? "The engine that held these images has stopped; run again to export." : null;
  },
  perform: () => openDialog("export"),
};

export const showExperiments: Command = {
  id: "experiments",
  title: "Experiments",
  key: "x",
  keyText: "X",
  blocked: () => null,
  perform: () => openDialog("experiments"),
};

export const showStages: Command = {
  id: "stages",
  title: "Stages",
  key: "g",
  keyText: "G",
  blocked: ({ hasImages }) => (hasImages ? null : "There are no stages to look at before the first images."),
  perform: () => openDialog("stages"),
};

export const showLibrary: Command = {
  id: "library",
  title: "Library",
  key: "l",
  keyText: "L",
  blocked: () => null,
  perform: () => openDialog("library"),
};

export const showLearn: Command = {
  id: "learn",
  title: "Learn",
  key: "h",
  keyText: "H",
  blocked: () => null,
  perform: () => openDialog("learn"),
};

export const present: Command = {
  id: "present",
  title: "Presenter layout",
  key: "p",
  keyText: "P",
  blocked: () => null,
  perform: togglePresenter,
};

export const takeTour: Command = {
  id: "tour",
  title: "Start the tour",
  blocked: () => null,
  perform: startTour,
};

export const playRecording: Command = {
  id: "recorded",
  title: "Play the recorded run",
  blocked: ({ phase, experimenting }) => {
    if (experimenting) return "An experiment is under way; stop it first.";
    return isUnderWay(phase) ? "A run is under way; stop it first." : null;
  },
  perform: () => void playRecorded(),
};

export const showSlowMotion: Command = {
  id: "slow-motion",
  title: "Slow motion",
  blocked: () => null,
  perform: () => openDialog("slow-motion"),
};

export const makeLessonLink: Command = {
  id: "lesson-link",
  title: "Make a lesson link",
  blocked: ({ problems }) => problems[0]?.message ?? null,
  perform: () => openDialog("lesson-link"),
};

export const showDevice: Command = {
  id: "device",
  title: "Device",
  key: "d",
  keyText: "D",
  blocked: () => null,
  perform: () => openDialog("device"),
};

export const showShortcuts: Command = {
  id: "shortcuts",
  title: "Keyboard shortcuts",
  key: "?",
  keyText: "?",
  blocked: () => null,
  perform: () => openDialog("shortcuts"),
};

export const switchTheme: Command = {
  id: "theme",
  title: "Switch between light and dark",
  key: "t",
  keyText: "T",
  blocked: () => null,
  perform: toggleTheme,
};

export const switchSetup: Command = {
  id: "setup",
  title: "Show or hide the settings",
  key: "b",
  keyText: "B",
  blocked: () => null,
  perform: toggleSetup,
};

/** All commands that have a key, in the order in which a key is offered to them: first those with Shift. */
export const keyCommands: readonly Command[] = [
  start,
  pause,
  resume,
  stepPart,
  step,
  showExport,
  showExperiments,
  showStages,
  showLibrary,
  showDevice,
  showLearn,
  present,
  switchSetup,
  switchTheme,
  showShortcuts,
];
