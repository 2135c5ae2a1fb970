/** Where the card of the tour stands: beside the part that it points at, never on it while there is room elsewhere. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Corner = Pick<Box, "left" | "top">;

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Pixels between card, part and edge. */
const gap = 12;

const between = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, Math.max(least, most)));

/** Pixels of the part under the card. */
function overlap(card: Box, part: Box): number {
  const across = Math.min(card.left + card.width, part.left + part.width) - Math.max(card.left, part.left);
  const down = Math.min(card.top + card.height, part.top + part.height) - Math.max(card.top, part.top);
  return Math.max(0, across) * Math.max(0, down);
}

/**
 * Upper left corner for a card: right, left, below or above the part, else where it covers least of it.
 * @param part what must stay visible; null if it is not on the page
 * @param room the part of the window that the card may use, without what is fixed to its edges
 */
export function placeCard(part: Box | null, card: Extent, room: Box): Corner {
  const right = room.left + room.width - card.width - gap;
  const bottom = room.top + room.height - card.height - gap;
  const x = (left: number): number => between(left, room.left + gap, right);
  const y = (top: number): number => between(top, room.top + gap, bottom);
  if (!part) return { left: x(right), top: y(bottom) };
  const middleX = part.left + (part.width - card.width) / 2;
  const middleY = part.top + (part.height - card.height) / 2;
  const beside = [
    { left: part.left + part.width + gap, top: middleY },
    { left: part.left - card.width - gap, top: middleY },
    { left: middleX, top: part.top + part.height + gap },
    { left: middleX, top: part.top - card.height - gap },
  ];
  // Where nothing is free, the lower edge: what is looked at begins at the top.
  const corners = [
    { left: right, top: bottom },
    { left: room.left, top: bottom },
    { left: right, top: room.top },
  ];
  const inside = (wish: Corner): Corner => ({ left: x(wish.left), top: y(wish.top) });
  const covers = (at: Corner): number => overlap({ ...at, ...card }, part);
  const free = beside.map(inside).find((at) => covers(at) === 0);
  return free ?? corners.map(inside).reduce((best, at) => (covers(at) < covers(best) ? at : best));
}
