/** Files and folders may be dropped anywhere on the page. */
import { useEffect } from "react";
import { canTakeFiles, takeFiles } from "./ChooseFiles";
import { droppedFiles } from "./givenFiles";

/** Takes dropped files, and marks the page while some are held over it. */
export function usePageDrop(): void {
  useEffect(() => {
    const mark = (over: boolean): void => void document.body.classList.toggle("page-drop", over);
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) mark(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(false);
      if (event.dataTransfer && canTakeFiles()) void droppedFiles(event.dataTransfer).then(takeFiles);
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, []);
}
