/** Where a recipe lacks its files: the data sets by address that are kept here, each a press away, also without a network. */
import { useEffect, type JSX } from "react";
import { useStore } from "zustand";
import { isWhole } from "../../../workers/protocol/fetching";
import { dataStore } from "../../runs/data/dataStore";
import { keepsData, listFetched, takeSet } from "../../runs/data/fetchSession";
import { fetchStore } from "../../runs/data/fetchStore";
import { Button } from "../../ui/Button";

export function KeptSetButtons(): JSX.Element | null {
  const sets = useStore(fetchStore, (model) => model.sets);
  const reading = useStore(dataStore, (data) => data.busy === "reading");
  useEffect(() => {
    if (keepsData()) void listFetched();
  }, []);
  const whole = sets?.filter(isWhole) ?? [];
  if (whole.length === 0) return null;
  return (
    <>
      {whole.map(({ id, title }) => (
        <Button
          key={id}
          look="primary"
          blocked={reading ? "Files are being read." : null}
          onClick={() => void takeSet(id)}
        >
          {`Use ${title}, kept here`}
        </Button>
      ))}
    </>
  );
}
