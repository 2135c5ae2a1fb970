/** Exports: PNG grids, single PNGs, arrays with their loader, and the whole run. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import type { ExportKind } from "../../../workers/protocol/api";
import { displayModes, displayNames, type DisplayMode } from "../../../workers/protocol/display";
import { imageStore } from "../../runs/run/imageStore";
import { exportFile } from "../../runs/run/session";
import { closeDialog } from "../../runs/viewStore";
import { toStudioError } from "../../runs/workerClient";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { download } from "../../ui/download";
import { Notice } from "../../ui/Notice";
import { pytorchSnippet } from "./snippet";
import "./export.css";

const scales = [1, 2, 4, 8, 16, 32] as const;

export function ExportDialog(): JSX.Element {
  const stages = useStore(imageStore, (pictures) => [...pictures.stages.keys()].join());
  const [scale, setScale] = useState(8);
  const [labels, setLabels] = useState(true);
  const [display, setDisplay] = useState<DisplayMode>("true");
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<{ message: string; hint: string } | null>(null);
  const [copied, setCopied] = useState(false);

  const save = async (name: string, what: ExportKind): Promise<void> => {
    setBusy(name);
    setError(null);
    try {
      download(await exportFile(what, { scale, labels, display }));
    } catch (thrown) {
      setError(toStudioError(thrown));
    } finally {
      setBusy(null);
    }
  };
  const button = (name: string, what: ExportKind): JSX.Element => (
    <Button
      key={name}
      icon="save"
      blocked={busy ? "A file is being made." : null}
      onClick={() => void save(name, what)}
    >
      {busy === name ? "Making the file" : name}
    </Button>
  );
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(pytorchSnippet);
    setCopied(true);
  };
  return (
    <Dialog title="Export" onClose={closeDialog}>
      <div className="export">
        {error && (
          <Notice look="error" hint={error.hint}>
            {error.message}
          </Notice>
        )}
        <section>
          <h3>PNG grids</h3>
          <p className="small muted">
            Rows are classes, columns images, every pixel a whole number of pixels. Each PNG, single images
            too, says in its description how the learned values became pixels.
          </p>
          <div className="export-options">
            <label className="export-option">
              Scale
              <select
                className="field-select"
                value={scale}
                onChange={(event) => setScale(Number(event.target.value))}
              >
                {scales.map((each) => (
                  <option key={each} value={each}>
                    {each} ×
                  </option>
                ))}
              </select>
            </label>
            <label className="export-option">
              Show
              <select
                className="field-select export-display"
                value={display}
                onChange={(event) => setDisplay(event.target.value as DisplayMode)}
              >
                {displayModes.map((mode) => (
                  <option key={mode} value={mode}>
                    {displayNames[mode]}
                  </option>
                ))}
              </select>
            </label>
            <label className="export-option">
              <input type="checkbox" checked={labels} onChange={(event) => setLabels(event.target.checked)} />
              Labels
            </label>
          </div>
          <div className="export-buttons">
            {stages
              .split(",")
              .map((stage) => button(`Stage ${stage} (PNG)`, { kind: "grid", stage: Number(stage) }))}
            {button("Union (PNG)", { kind: "grid", stage: "union" })}
          </div>
        </section>
        <section>
          <h3>Single images</h3>
          <p className="small muted">Every image as a PNG in a folder of its class, zipped.</p>
          <div className="export-buttons">{button("Images (zip)", { kind: "images" })}</div>
        </section>
        <section>
          <h3>Arrays</h3>
          <p className="small muted">
            Float images as they were learned, labels, stages and learned learning rates.
          </p>
          <div className="export-buttons">{button("Arrays (NPZ)", { kind: "npz" })}</div>
          <details className="export-snippet">
            <summary>Load them in PyTorch</summary>
            <pre tabIndex={0} aria-label="PyTorch loader">
              <code>{pytorchSnippet}</code>
            </pre>
            <Button onClick={() => void copy()}>{copied ? "Copied" : "Copy the loader"}</Button>
          </details>
        </section>
        <section>
          <h3>The whole run</h3>
          <p className="small muted">Recipe, result, curves, grids and arrays in one zip.</p>
          <div className="export-buttons">{button("Run bundle (zip)", { kind: "bundle" })}</div>
        </section>
      </div>
    </Dialog>
  );
}
