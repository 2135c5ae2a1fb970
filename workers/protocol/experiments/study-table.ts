/** A study's table as text: that of an experiment, or that of a sweep. */
import { studyRows, sweepCells, type Study } from "./study";
import { sweepCsv, sweepMarkdown } from "./sweep-table";
import { experimentCsv, experimentMarkdown } from "./table";

/** The table as CSV, for programs. */
export function studyCsv(study: Study): string {
  const isSweep = study.axes.length > 0;
  return isSweep ? sweepCsv(study.axes, sweepCells(study)) : experimentCsv(studyRows(study));
}

/** The table as Markdown, for people. */
export function studyMarkdown(study: Study): string {
  const isSweep = study.axes.length > 0;
  return isSweep ? sweepMarkdown(study.axes, sweepCells(study)) : experimentMarkdown(studyRows(study));
}
