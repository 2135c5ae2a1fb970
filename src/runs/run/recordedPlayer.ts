/**
 * Plays the recorded run that comes with the studio: its events go where those of a worker go, at a multiple of the
 * speed at which they came, so that all of the page shows them. It ends for good when a real run begins.
 */
import { createStore } from "zustand/vanilla";
import type { StudioErrorData } from "../../../workers/protocol/errors";
import { readRecording, type Recording } from "../../../workers/protocol/recording";
import { toStudioError } from "../workerClient";
import { showLive } from "./momentStore";
import { beginRecorded, endRecorded, receiveEvents, runStore } from "./runStore";

export interface PlayerModel {
  readonly state: "off" | "loading" | "playing" | "paused" | "ended";
  readonly recording: Recording | null;
  /** Seconds of the recorded run that have been played. */
  readonly at: number;
  /** Why nothing can be played. */
  readonly problem: StudioErrorData | null;
}

export const playerStore = createStore<PlayerModel>(() => ({
  state: "off",
  recording: null,
  at: 0,
  problem: null,
}));

const address = "recorded-demo.bin";
/** Seconds that playing takes; a shorter run is played as it was. */
const wanted = 60;
/** Milliseconds between two looks at the clock. */
const beat = 100;

/** Seconds of the run. */
export const recordedLength = ({ moments }: Recording): number => moments.at(-1)?.at ?? 0;

/** How many times as fast as it was a run is played. */
export const playingSpeed = (recording: Recording): number => Math.max(1, recordedLength(recording) / wanted);

let timer: ReturnType<typeof setInterval> | undefined;

/** Some servers unpack what is packed, so that both forms may arrive. */
async function textOf(response: Response): Promise<string> {
  const bytes = await response.arrayBuffer();
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (head[0] !== 0x1f || head[1] !== 0x8b) return new TextDecoder().decode(bytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text();
}

async function load(): Promise<Recording> {
  const response = await fetch(address);
  return readRecording(response.ok ? await textOf(response) : "");
}

/** Hands over the moments of (from, to]. */
function play({ moments }: Recording, from: number, to: number): void {
  const due = moments.filter(({ at }) => at > from && at <= to);
  if (due.length) receiveEvents(due.flatMap(({ events }) => events));
}

function halt(): void {
  clearInterval(timer);
  timer = undefined;
}

function run(recording: Recording): void {
  halt();
  const speed = playingSpeed(recording);
  const length = recordedLength(recording);
  let last = performance.now();
  timer = setInterval(() => {
    const now = performance.now();
    const { at } = playerStore.getState();
    const next = Math.min(length, at + ((now - last) / 1000) * speed);
    last = now;
    play(recording, at, next);
    if (next >= length) halt();
    playerStore.setState({ at: next, ...(next >= length && { state: "ended" }) });
  }, beat);
}

/** Plays the recorded run from its beginning, in place of whatever is shown. */
export async function playRecorded(): Promise<void> {
  halt();
  playerStore.setState({ state: "loading", problem: null });
  try {
    const recording = playerStore.getState().recording ?? (await load());
    // A real run may have begun meanwhile.
    if (playerStore.getState().state !== "loading") return;
    beginRecorded(recording);
    showLive();
    // What the run said before its first step is shown at once.
    play(recording, -1, recording.moments[0]?.at ?? 0);
    playerStore.setState({ state: "playing", recording, at: recording.moments[0]?.at ?? 0 });
    run(recording);
  } catch (thrown) {
    playerStore.setState({ state: "off", problem: toStudioError(thrown).toData() });
  }
}

export function pauseRecorded(): void {
  if (playerStore.getState().state !== "playing") return;
  halt();
  playerStore.setState({ state: "paused" });
}

export function resumeRecorded(): void {
  const { state, recording } = playerStore.getState();
  if (state !== "paused" || !recording) return;
  playerStore.setState({ state: "playing" });
  run(recording);
}

/** Shows all of it at once. */
export function finishRecorded(): void {
  const { state, recording, at } = playerStore.getState();
  if ((state !== "playing" && state !== "paused") || !recording) return;
  halt();
  play(recording, at, Infinity);
  playerStore.setState({ state: "ended", at: recordedLength(recording) });
}

/** Back to a page without a run. */
export function leaveRecorded(): void {
  halt();
  playerStore.setState({ state: "off" });
  endRecorded();
}

export function dismissPlayerProblem(): void {
  playerStore.setState({ problem: null });
}

// A real run takes the page over.
runStore.subscribe(({ phase }) => {
  const { state } = playerStore.getState();
  if (phase === "recorded" || phase === "idle" || state === "off") return;
  halt();
  playerStore.setState({ state: "off" });
});
