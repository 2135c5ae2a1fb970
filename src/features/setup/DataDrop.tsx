/** What the recipe's data are, and the place for one's own: refused files get a sentence, the data before them stay. */
import type { JSX } from "react";
import { useStore } from "zustand";
import { dataStore } from "../../runs/data/dataStore";
import { dismissRefusal } from "../../runs/run/session";
import { count, counted } from "../../ui/format";
import { Notice } from "../../ui/Notice";
import { ByAddress } from "./ByAddress";
import { ChooseFiles } from "./ChooseFiles";
import { ClassTable } from "./ClassTable";

export function DataDrop({ locked }: { readonly locked: boolean }): JSX.Element {
  const { dataset, busy, decoded, missing, refused } = useStore(dataStore);
  return (
    <div className="drop">
      {missing && <p className="small drop-missing">{missing.message}</p>}
      {dataset && !missing && (
        <>
          <p className="small">
            <strong>{dataset.title}</strong>: {counted(dataset.classNames.length, "class", "classes")},{" "}
            {counted(dataset.trainCount, "training image")}, {counted(dataset.testCount, "test image")}
          </p>
          <ClassTable locked={locked} />
        </>
      )}
      {busy === "describing" && decoded && (
        <p className="small muted" role="status">
          Decoding images: {count(decoded.done)} of {count(decoded.total)}
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
      <details className="formats">
        <summary>Own data: drop files, a zip or a folder anywhere on the page</summary>
        <p className="small muted">
          A folder or zip with a folder of PNG, JPEG or WebP images for each class, under train and test or
          not; MNIST, Fashion-MNIST, KMNIST or EMNIST (IDX files, images and labels together); CIFAR-10 or
          CIFAR-100 (binary version, or its archive); SVHN (.mat); Tiny ImageNet (zip); NumPy arrays of images
          and labels (.npz); Parquet files of an image data set. They are read in this tab and go nowhere.
        </p>
      </details>
      <ChooseFiles />
      <ByAddress />
    </div>
  );
}
