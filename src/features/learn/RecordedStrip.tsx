/** One line over the images while the recorded run is shown: that it is recorded, its player, and the way out. */
import type { JSX } from "react";
import { useStore } from "zustand";
import {
  dismissPlayerProblem,
  finishRecorded,
  leaveRecorded,
  pauseRecorded,
  playerStore,
  playingSpeed,
  playRecorded,
  recordedLength,
  resumeRecorded,
} from "../../runs/run/recordedPlayer";
import { Button } from "../../ui/Button";
import { clock } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import "./recorded.css";

/** The one button that fits: pause, go on, or once more. */
function PlayerButton(): JSX.Element {
  const state = useStore(playerStore, (player) => player.state);
  if (state === "playing")
    return (
      <Button icon="pause" onClick={pauseRecorded}>
        Pause recording
      </Button>
    );
  if (state === "paused")
    return (
      <Button icon="play" onClick={resumeRecorded}>
        Go on
      </Button>
    );
  return (
    <Button icon="play" onClick={() => void playRecorded()}>
      Play again
    </Button>
  );
}

export function RecordedStrip(): JSX.Element | null {
  const { state, recording, at, problem } = useStore(playerStore);
  if (problem) {
    return (
      <Notice look="warning" hint={problem.hint} onDismiss={dismissPlayerProblem}>
        {problem.message}
      </Notice>
    );
  }
  if (state === "off") return null;
  if (state === "loading" || !recording) return <Notice look="plain">The recorded run is being read.</Notice>;
  const speed = playingSpeed(recording);
  const times = speed > 1.05 ? `, played ${speed.toFixed(1)} times as fast` : "";
  return (
    <section className="recorded" aria-label="Recorded run">
      <span className="recorded-badge">Recorded run</span>
      <span className="recorded-clock small">
        {clock(at)} of {clock(recordedLength(recording))}
      </span>
      <p className="small">
        Computed on {recording.recordedOn} ({recording.backend}){times}.
      </p>
      <div className="recorded-buttons">
        <PlayerButton />
        {state !== "ended" && <Button onClick={finishRecorded}>To its end</Button>}
        <Button look="quiet" onClick={leaveRecorded}>
          Leave
        </Button>
      </div>
    </section>
  );
}
