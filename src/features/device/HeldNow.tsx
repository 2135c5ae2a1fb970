/** What is held at this moment, in memory and in storage, and whether the device was lost; asked anew every second. */
import { useEffect, useState, type JSX } from "react";
import { useStore } from "zustand";
import type { HeldMemory } from "../../../workers/protocol/device";
import { benchStore } from "../../runs/benchStore";
import { engineStore, type EngineModel } from "../../runs/run/engineStore";
import { libraryStore } from "../../runs/library/libraryStore";
import { refreshLibrary } from "../../runs/library/librarySession";
import { heldMemory } from "../../runs/run/session";
import { bytes, count, counted } from "../../ui/format";

const interval = 1000;

/** What the engine holds while the dialog is open; null until it has answered. */
function useHeldMemory(): HeldMemory | null {
  const [memory, setMemory] = useState<HeldMemory | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    const ask = async (): Promise<void> => {
      // A benchmark is not to be disturbed.
      if (benchStore.getState().state !== "running") {
        const found = await heldMemory();
        if (!isOpen) return;
        setMemory(found);
      }
      timer = setTimeout(() => void ask(), interval);
    };
    void ask();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, []);
  return memory;
}

function memoryText({ tensors, bytes: held, heap, gpu, trajectories }: HeldMemory): string {
  return [
    `${bytes(held)} in ${counted(tensors, "tensor")}`,
    ...(heap === null ? [] : [`wasm heap ${bytes(heap)}`]),
    ...(gpu === null ? [] : [`buffers of the GPU ${bytes(gpu)}`]),
    ...(trajectories === 0 ? [] : [`trajectories of experts ${bytes(trajectories)}`]),
  ].join("; ");
}

function lossesText({ count: losses, last }: EngineModel["losses"]): string {
  if (last === null) return "never";
  return `${losses === 1 ? "once" : `${count(losses)} times`}; the last time: ${last}`;
}

export function HeldNow(): JSX.Element {
  const memory = useHeldMemory();
  const losses = useStore(engineStore, (engine) => engine.losses);
  const { used, left } = useStore(libraryStore, (library) => library.use);
  useEffect(() => void refreshLibrary(), []);
  return (
    <dl className="device-facts">
      <dt>Held in memory</dt>
      <dd>{memory ? memoryText(memory) : "–"}</dd>
      <dt>Device lost or in error</dt>
      <dd>{lossesText(losses)}</dd>
      <dt>Storage</dt>
      <dd>
        {used === null ? "the browser does not tell" : `${bytes(used)} taken`}
        {left === null ? "" : `, ${bytes(left)} left`}
      </dd>
    </dl>
  );
}
