/** The centre of the page: the data before a run, the images during and after it. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { runStore } from "../../runs/run/runStore";
import { ExperimentStrip } from "../experiments/ExperimentStrip";
import { RecordedStrip } from "../learn/RecordedStrip";
import { KeptNotice } from "../library/KeptNotice";
import { RefusedNotice } from "../setup/RefusedNotice";
import { UpdateNotice } from "../update/UpdateNotice";
import { ContactSheet } from "./ContactSheet";
import { DistilledImages } from "./DistilledImages";
import { RunMessage } from "./RunMessage";
import "./run.css";

export function RunPanel(): JSX.Element {
  const phase = useStore(runStore, (run) => run.phase);
  return (
    <section className="run" aria-label="Images" data-phase={phase}>
      {phase !== "idle" && <h2 className="visually-hidden">Images</h2>}
      <RefusedNotice />
      <ExperimentStrip />
      <UpdateNotice />
      <RecordedStrip />
      <KeptNotice />
      <RunMessage />
      {phase === "idle" ? <ContactSheet /> : <DistilledImages />}
    </section>
  );
}
