/** Data sets by address: a field for addresses, who will be asked for them, and what is kept here. */
import { useEffect, useId, useState, type JSX } from "react";
import { useStore } from "zustand";
import { parseAddresses, parseSha256 } from "../../../workers/protocol/addresses";
import { dismissFetchRefusal, fetchAddresses, keepsData, listFetched } from "../../runs/data/fetchSession";
import { fetchStore } from "../../runs/data/fetchStore";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { FetchedSets } from "./FetchedSets";
import { HubFiles } from "./HubFiles";
import "./fetch.css";

/** "a", "a and b", "a, b and c". */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function AddressForm(): JSX.Element {
  const id = useId();
  const [text, setText] = useState("");
  const [sum, setSum] = useState("");
  const asking = useStore(fetchStore, (model) => model.asking);
  const { addresses, hosts, problem } = parseAddresses(text);
  const isHub = addresses[0]?.kind === "hub";
  const isOneFile = addresses.length === 1 && !isHub;
  const sha256 = isOneFile && sum.trim() ? parseSha256(sum) : null;
  const wrongSum = isOneFile && sum.trim() !== "" && sha256 === null;
  const wrong = problem ?? (wrongSum ? "A SHA-256 has 64 digits, 0 to 9 and a to f." : null);
  const blocked =
    wrong ?? (addresses.length === 0 ? "Give an address first." : asking ? "The hub is asked." : null);
  return (
    <form
      className="fetch-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (blocked === null) void fetchAddresses(addresses, sha256);
      }}
    >
      <label htmlFor={id}>Addresses of its files, or of its page at Hugging Face</label>
      <textarea
        id={id}
        className="fetch-text"
        rows={2}
        spellCheck={false}
        autoComplete="off"
        placeholder="https://…"
        value={text}
        aria-describedby={`${id}-said`}
        aria-invalid={problem !== null}
        onChange={(event) => setText(event.target.value)}
      />
      {isOneFile && (
        <label className="fetch-sum">
          Its SHA-256, if you know it
          <input
            className="field-text"
            value={sum}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={wrongSum}
            onChange={(event) => setSum(event.target.value)}
          />
        </label>
      )}
      <p className={`small ${wrong ? "fetch-wrong" : "muted"}`} id={`${id}-said`}>
        {wrong ??
          (hosts.length > 0
            ? `The button asks ${listed(hosts)}${isHub ? " for the list of its files" : ""}, and any server that it refers to. Nobody is asked before.`
            : "Parquet, zip, NPZ, IDX and all that can be dropped, at addresses with https://, from servers that let other sites read them.")}
      </p>
      <Button icon="save" blocked={blocked} onClick={() => void fetchAddresses(addresses, sha256)}>
        {asking ? "Asking" : isHub ? "List its files" : "Fetch"}
      </Button>
    </form>
  );
}

export function ByAddress(): JSX.Element {
  const [open, setOpen] = useState(keepsData);
  const refused = useStore(fetchStore, (model) => model.refused);
  const listing = useStore(fetchStore, (model) => model.listing);
  useEffect(() => {
    if (!open) return;
    const look = (): void => void listFetched();
    look();
    // Another tab may have gone on with them meanwhile.
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [open]);
  return (
    <details className="by-address" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Data set by address</summary>
      <AddressForm />
      {refused && (
        <Notice look="error" hint={refused.hint} onDismiss={dismissFetchRefusal}>
          {refused.message}
        </Notice>
      )}
      {listing && <HubFiles key={listing.title} listing={listing} />}
      <FetchedSets />
    </details>
  );
}
