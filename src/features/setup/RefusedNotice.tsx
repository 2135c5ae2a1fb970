/** Why files were refused, at the top of the run, where it is seen whatever else is shown; the data before them stay. */
import { useEffect, useRef, type JSX } from "react";
import { useStore } from "zustand";
import { dataStore } from "../../runs/data/dataStore";
import { dismissRefusal } from "../../runs/run/session";
import { Notice } from "../../ui/Notice";

export function RefusedNotice(): JSX.Element | null {
  const refused = useStore(dataStore, (data) => data.refused);
  const hasData = useStore(dataStore, ({ dataset, missing }) => dataset !== null && missing === null);
  const room = useRef<HTMLDivElement>(null);
  // The files may have been chosen further down the page.
  useEffect(() => {
    if (refused) room.current?.scrollIntoView({ block: "nearest" });
  }, [refused]);
  if (!refused) return null;
  return (
    <div ref={room}>
      <Notice
        look="error"
        hint={hasData ? `${refused.hint} The data set before is still there.` : refused.hint}
        onDismiss={dismissRefusal}
      >
        {refused.message}
      </Notice>
    </div>
  );
}
