/** What the recipe's data are, and the place for one's own: refused files get a sentence, the data before them stay. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { dataStore } from "../../runs/dataStore";
import { dismissRefusal } from "../../runs/session";
import { counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { ChooseFiles } from "./ChooseFiles";

export function DataDrop(): JSX.Element {
  const { dataset, missing, refused } = useStore(dataStore);
  return (
    <div className="drop">
      {missing && <p className="small drop-missing">{missing.message}</p>}
      {dataset && !missing && (
        <p className="small">
          <strong>{dataset.title}</strong>: {counted(dataset.classNames.length, "class", "classes")},{" "}
          {counted(dataset.trainCount, "training image")}, {counted(dataset.testCount, "test image")}
        </p>
      )}
      {refused && (
        <Notice
          look="error"
          hint={`${refused.hint} The data set before is still there.`}
          onDismiss={dismissRefusal}
        >
          {refused.message}
        </Notice>
      )}
      <p className="small muted">
        Own data: drop MNIST-family IDX files (images and labels together) or CIFAR-10 binary files, or the
        archive, anywhere on the page. They are read in this tab and go nowhere.
      </p>
      <ChooseFiles />
    </div>
  );
}
