/** What a hub lists of a data set, to choose from before anything of it is fetched. */
import { useState, type JSX } from "react";
import { useStore } from "zustand";
import { mostDataBytes } from "../../../workers/protocol/data";
import { firstConfiguration, type HubListing } from "../../../workers/protocol/fetching";
import { closeListing, fetchListed } from "../../runs/data/fetchSession";
import { fetchStore } from "../../runs/data/fetchStore";
import { Button } from "../../ui/Button";
import { bytes, counted } from "../../ui/format";

export function HubFiles({ listing }: { readonly listing: HubListing }): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(firstConfiguration(listing).map(({ address }) => address)),
  );
  const left = useStore(fetchStore, ({ use }) => use.left);
  const files = listing.files.filter(({ address }) => chosen.has(address));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const blocked =
    files.length === 0
      ? "Choose a file first."
      : total > mostDataBytes
        ? `The studio takes up to ${bytes(mostDataBytes)}: choose fewer files.`
        : left !== null && total > left
          ? `The browser has room for ${bytes(left)} here: choose fewer files, or remove others.`
          : null;
  const toggle = (address: string): void => {
    const next = new Set(chosen);
    if (!next.delete(address)) next.add(address);
    setChosen(next);
  };
  return (
    <fieldset className="hub">
      <legend>{`${listing.title}: ${counted(listing.files.length, "file")}`}</legend>
      <div className="hub-files">
        {listing.files.map(({ address, path, size }) => (
          <label key={address} className="hub-file">
            <input type="checkbox" checked={chosen.has(address)} onChange={() => toggle(address)} />
            <span className="hub-path">{path}</span>
            <span className="muted">{bytes(size)}</span>
          </label>
        ))}
      </div>
      <div className="fetch-actions">
        <Button icon="save" blocked={blocked} onClick={() => void fetchListed(listing.title, files)}>
          {`Fetch ${counted(files.length, "file")}, ${bytes(total)}`}
        </Button>
        <Button look="quiet" onClick={closeListing}>
          Cancel
        </Button>
      </div>
      {blocked && <p className="small fetch-wrong">{blocked}</p>}
    </fieldset>
  );
}
