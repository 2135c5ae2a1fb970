/** How the classes are split over columns of the presenter's picture, so that the images become as large as they can. */

interface Room {
  readonly width: number;
  readonly height: number;
}

export interface Split {
  /** Rows of each column, from the first class on. */
  readonly columns: readonly (readonly number[])[];
  /** Side of an image in pixels. */
  readonly side: number;
}

/** Columns at most: more are read as a table, not as a picture. */
const most = 4;
/** Pixels beside the images of a column (the classes' names) and above them, in units of the type's size. */
const beside = 6;
const above = 2;
/** Pixels from one image to the next. */
const gap = 2;
/** Where the room is too small, the page scrolls. */
const smallest = 32;

/**
 * @param classes rows to split
 * @param images in each row
 * @param type size of the type in pixels
 */
export function splitRows(classes: number, images: number, room: Room, type: number): Split {
  const sideOf = (columns: number): number =>
    Math.min(
      (room.width / columns - beside * type) / images,
      (room.height - above * type) / Math.ceil(classes / columns),
    ) - gap;
  let best = 1;
  for (let columns = 2; columns <= Math.min(most, classes); columns++) {
    if (sideOf(columns) > sideOf(best)) best = columns;
  }
  const rows = Math.ceil(classes / best);
  const columns = Array.from({ length: classes > 0 ? Math.ceil(classes / rows) : 0 }, (_, column) =>
    Array.from({ length: Math.min(rows, classes - column * rows) }, (_row, row) => column * rows + row),
  );
  return { columns, side: Math.max(smallest, Math.floor(sideOf(best))) };
}
