/** What computes: the back end and how it was chosen, what it may and does hold, and how fast it is. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { engineStore } from "../../runs/run/engineStore";
import { closeDialog } from "../../runs/viewStore";
import { Dialog } from "../../ui/Dialog";
import { Notice } from "../../ui/Notice";
import { Benchmark } from "./Benchmark";
import { DeviceFacts } from "./DeviceFacts";
import { GpuLimits } from "./GpuLimits";
import { HeldNow } from "./HeldNow";
import "./device.css";

function PassedOver(): JSX.Element | null {
  const { device, choice } = useStore(engineStore);
  if (!device) return null;
  return (
    <section>
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
    </section>
  );
}

export function DeviceDialog(): JSX.Element {
  const error = useStore(engineStore, (engine) => engine.error);
  const gpu = useStore(engineStore, ({ device }) => device?.gpu);
  return (
    <Dialog title="Device" onClose={closeDialog}>
      <div className="device">
        {error && (
          <Notice look="error" hint={error.hint}>
            {error.message}
          </Notice>
        )}
        <DeviceFacts />
        <PassedOver />
        {gpu && <GpuLimits {...gpu} />}
        <HeldNow />
        <Benchmark />
        <p className="small muted">
          Add <code>backend=webgpu</code>, <code>backend=wasm</code> or <code>backend=cpu</code> to the
          address to force one, and <code>threads=1</code> to leave the other cores alone: results are the
          same. Nothing leaves this machine.
        </p>
      </div>
    </Dialog>
  );
}
