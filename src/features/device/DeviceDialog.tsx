/** What computes: the back end, why not a better one, and what is held in memory. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { engineStore } from "../../runs/engineStore";
import { runStore } from "../../runs/runStore";
import { closeDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { bytes, count } from "../../ui/format";
import "./device.css";

export function DeviceDialog(): JSX.Element {
  const { device, choice, status, error } = useStore(engineStore);
  const memory = useStore(runStore, (run) => run.memory);
  return (
    <Dialog title="Device" onClose={closeDialog}>
      <dl className="device">
        <dt>Back end</dt>
        <dd>{device?.backend ?? (status === "starting" ? "being tested" : "none")}</dd>
        <dt>Adapter</dt>
        <dd>{device?.adapter ?? "–"}</dd>
        <dt>Threads</dt>
        <dd>{device?.threads ?? "–"}</dd>
        <dt>Chosen by</dt>
        <dd>
          {choice === "auto"
            ? "the studio, the best that passes its self-test"
            : `the address, backend=${choice}`}
        </dd>
        <dt>Held in memory</dt>
        <dd>{memory ? `${bytes(memory.bytes)} in ${count(memory.tensors)} tensors` : "nothing yet"}</dd>
      </dl>
      {error && <p>{error.message}</p>}
      {device && (
        <>
          <h3>Why not a faster one</h3>
          {device.passedOver.length ? (
            <ul className="device-list">
              {device.passedOver.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          ) : (
            <p>{choice === "auto" ? "The fastest back end was taken." : "The address forces this one."}</p>
          )}
        </>
      )}
      <p className="small muted">
        Add <code>backend=webgpu</code>, <code>backend=wasm</code> or <code>backend=cpu</code> to the address
        to force one, and <code>threads=1</code> to leave the other cores alone: results are the same. Nothing
        leaves this machine.
      </p>
    </Dialog>
  );
}
