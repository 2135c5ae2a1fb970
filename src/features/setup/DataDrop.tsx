/** What the recipe's data are, and the place for one's own. */
import type { JSX } from "react";
import { useStore } from "zustand";
import type { DatasetDescription } from "../../../workers/protocol/api";
import { dataStore } from "../../runs/data/dataStore";
import { takenImages } from "../../runs/data/takenImages";
import { recipeStore } from "../../runs/recipe/recipeStore";
import { count, counted } from "../../ui/format";
import { ByAddress } from "./ByAddress";
import { ChooseFiles } from "./ChooseFiles";
import { ClassTable } from "./ClassTable";

/** What the data are, and how much of them the recipe takes. */
function DataLine({ dataset }: { readonly dataset: DatasetDescription }): JSX.Element {
  const recipe = useStore(recipeStore, (form) => form.lastRecipe);
  const { trainCount, testCount } = dataset;
  const { train, test } = takenImages(dataset, recipe);
  return (
    <p className="small">
      <strong>{dataset.title}</strong>: {counted(dataset.classNames.length, "class", "classes")},{" "}
      {counted(trainCount, "training image")}, {counted(testCount, "test image")}
      {(train < trainCount || test < testCount) &&
        `; the recipe takes ${count(train)} and ${count(test)} of them`}
    </p>
  );
}

export function DataDrop({ locked }: { readonly locked: boolean }): JSX.Element {
  const { dataset, busy, decoded, missing } = useStore(dataStore);
  return (
    <div className="drop">
      {missing && <p className="small drop-missing">{missing.message}</p>}
      {dataset && !missing && <DataLine dataset={dataset} />}
      {(missing ? missing.code !== "no-data" : dataset) && <ClassTable locked={locked} />}
      {busy === "describing" && decoded && (
        <p className="small muted" role="status">
          Decoding images: {count(decoded.done)} of {count(decoded.total)}
        </p>
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
