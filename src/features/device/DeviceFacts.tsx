/** The back end that was chosen, by whom, and that it computes right. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { DeviceReport } from "../../../workers/protocol/api";
import { engineStore } from "../../runs/run/engineStore";
import { counted, figure } from "../../ui/format";

function selfTestText({ backend, selfTest: { error, tolerance } }: DeviceReport): string {
  if (backend === "cpu") return "the other back ends are compared with this one";
  return (
    "passed: the gradients and second derivatives of a small network differ from the cpu back end's by " +
    `${figure(error)} of their size; up to ${figure(tolerance)} passes`
  );
}

function threadsText({ backend, threads }: DeviceReport): string {
  if (backend !== "wasm") return String(threads);
  return `${threads}, of ${counted(navigator.hardwareConcurrency, "core")}`;
}

export function DeviceFacts(): JSX.Element {
  const { device, choice, status } = useStore(engineStore);
  return (
    <dl className="device-facts">
      <dt>Back end</dt>
      <dd>{device?.backend ?? (status === "starting" ? "being tested" : "none")}</dd>
      <dt>Adapter</dt>
      <dd>{device?.adapter ?? "–"}</dd>
      <dt>Threads</dt>
      <dd>{device ? threadsText(device) : "–"}</dd>
      <dt>Chosen by</dt>
      <dd>
        {choice === "auto"
          ? "the studio, the best that passes its self-test"
          : `the address, backend=${choice}`}
      </dd>
      <dt>Self-test</dt>
      <dd>{device ? selfTestText(device) : "–"}</dd>
      <dt>Cross-origin isolated</dt>
      <dd>
        {crossOriginIsolated
          ? "yes: threads can share memory"
          : "no: there is one thread, as memory cannot be shared; npm start serves the page isolated"}
      </dd>
    </dl>
  );
}
