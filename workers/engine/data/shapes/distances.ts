/**
 * The ten figures of the built-in set as signed distance functions: negative inside, positive outside, in units of the
 * figure's radius, u to the right and v downwards. Polygon and heart follow I. Quilez, "2D distance functions".
 */

export type Distance = (u: number, v: number) => number;

export interface Figure {
  readonly name: string;
  readonly distance: Distance;
}

/** Distance to a rectangle of the given centre and half sides, its corners rounded. */
function box(cx: number, cy: number, halfWidth: number, halfHeight: number, round: number): Distance {
  return (u, v) => {
    const x = Math.abs(u - cx) - halfWidth + round;
    const y = Math.abs(v - cy) - halfHeight + round;
    return Math.hypot(Math.max(x, 0), Math.max(y, 0)) + Math.min(Math.max(x, y), 0) - round;
  };
}

/** Distance to a closed polygon, grown by `round` (which rounds its outer corners). Vertices x0, y0, x1, y1 … */
function polygon(vertices: readonly number[], round: number): Distance {
  const points = Float64Array.from(vertices);
  const length = points.length;
  return (u, v) => {
    let nearest = Infinity;
    let sign = 1;
    for (let i = 0, j = length - 2; i < length; j = i, i += 2) {
      const ax = points[i]!;
      const ay = points[i + 1]!;
      const ex = points[j]! - ax;
      const ey = points[j + 1]! - ay;
      const wx = u - ax;
      const wy = v - ay;
      const along = Math.min(1, Math.max(0, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
      const bx = wx - ex * along;
      const by = wy - ey * along;
      nearest = Math.min(nearest, bx * bx + by * by);
      // Crossing rule: each edge that the ray to the right crosses turns inside into outside.
      const above = v >= ay;
      const belowOther = v < points[j + 1]!;
      const left = ex * wy > ey * wx;
      if ((above && belowOther && left) || (!above && !belowOther && !left)) sign = -sign;
    }
    return sign * Math.sqrt(nearest) - round;
  };
}

/** Vertices of a star with its first point upwards: radii alternate between outer and inner. */
function starVertices(points: number, outer: number, inner: number): number[] {
  const vertices: number[] = [];
  for (let k = 0; k < 2 * points; k++) {
    const angle = (Math.PI * k) / points;
    const radius = k % 2 === 0 ? outer : inner;
    vertices.push(radius * Math.sin(angle), -radius * Math.cos(angle));
  }
  return vertices;
}

function union(...parts: readonly Distance[]): Distance {
  return (u, v) => {
    let nearest = Infinity;
    for (const part of parts) nearest = Math.min(nearest, part(u, v));
    return nearest;
  };
}

const HEART_SCALE = 1.62;

function heart(u: number, v: number): number {
  const x = Math.abs(u) / HEART_SCALE;
  const y = (0.84 - v) / HEART_SCALE;
  if (x + y > 1) return (Math.hypot(x - 0.25, y - 0.75) - Math.SQRT2 / 4) * HEART_SCALE;
  const toTop = x * x + (y - 1) * (y - 1);
  const along = 0.5 * Math.max(x + y, 0);
  const toSide = (x - along) * (x - along) + (y - along) * (y - along);
  return Math.sqrt(Math.min(toTop, toSide)) * Math.sign(x - y) * HEART_SCALE;
}

/** In the order of the labels. */
export const figures: readonly Figure[] = [
  { name: "disc", distance: (u, v) => Math.hypot(u, v) - 0.84 },
  { name: "ring", distance: (u, v) => Math.abs(Math.hypot(u, v) - 0.72) - 0.2 },
  { name: "square", distance: box(0, 0, 0.76, 0.76, 0.08) },
  { name: "triangle", distance: polygon([0, -0.9, 0.9, 0.68, -0.9, 0.68], 0.06) },
  { name: "star", distance: polygon(starVertices(5, 1.02, 0.42), 0.03) },
  { name: "cross", distance: union(box(0, 0, 0.92, 0.27, 0.05), box(0, 0, 0.27, 0.92, 0.05)) },
  {
    name: "bars",
    distance: union(
      box(-0.68, 0, 0.2, 0.84, 0.05),
      box(0, 0, 0.2, 0.84, 0.05),
      box(0.68, 0, 0.2, 0.84, 0.05),
    ),
  },
  {
    name: "crescent",
    distance: (u, v) => Math.max(Math.hypot(u, v) - 0.92, 0.74 - Math.hypot(u - 0.5, v + 0.12)),
  },
  { name: "heart", distance: heart },
  {
    name: "arrow",
    distance: polygon(
      [-0.9, -0.22, 0.02, -0.22, 0.02, -0.74, 0.92, 0, 0.02, 0.74, 0.02, 0.22, -0.9, 0.22],
      0.03,
    ),
  },
];
