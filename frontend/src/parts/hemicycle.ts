// Where a hundred seats stand in a hemicycle, for a width on the screen.

export interface Spot {
  x: number;
  y: number;
  r: number;
}

export interface Hall {
  spots: Spot[]; // from the left end to the right
  width: number;
  height: number;
  words: number; // how wide the words under the number may be; 0 where there is room for the number only
}

/** How high the words under the number stand: two lines, and a small one. */
const lines = 66;
/** From this width on there is room for the words between the seats. */
const roomy = 520;

/** A hall of `seats` seats in rings, as wide as `width`; seats never touch each other nor the words in the middle. */
export function hall(width: number, seats = 100): Hall {
  const rings = 5;
  const pad = 2;
  const outer = width / 2;
  const inner = outer * (width < roomy ? 0.42 : 0.46); // where words must fit the rings are thinner
  const step = (outer - inner) / rings;
  const r = Math.max(4, Math.min(13, step * 0.36));
  const radii = Array.from({ length: rings }, (_, i) => outer - r - pad - (rings - 1 - i) * step);
  const counts = share(seats, radii);
  const centre = { x: width / 2, y: outer };
  const placed: (Spot & { angle: number; ring: number })[] = [];
  radii.forEach((radius, ring) => {
    const n = counts[ring]!;
    for (let i = 0; i < n; i++) {
      const angle = n === 1 ? Math.PI / 2 : Math.PI * (1 - i / (n - 1));
      placed.push({ x: centre.x + radius * Math.cos(angle), y: centre.y - radius * Math.sin(angle), r, angle, ring });
    }
  });
  placed.sort((a, b) => b.angle - a.angle || b.ring - a.ring);
  const free = radii[0]! - r;
  return {
    spots: placed.map(({ x, y, r }) => ({ x: round(x), y: round(y), r: round(r) })),
    width,
    height: Math.ceil(outer + r + pad),
    words: width < roomy ? 0 : Math.floor(2 * Math.sqrt(free ** 2 - lines ** 2)),
  };
}

/** Shares seats over rings by their length, so that all stand equally close. */
function share(seats: number, radii: number[]): number[] {
  const all = radii.reduce((a, b) => a + b, 0);
  const counts = radii.map((radius) => Math.round((seats * radius) / all));
  counts[counts.length - 1]! += seats - counts.reduce((a, b) => a + b, 0);
  return counts;
}

const round = (n: number) => Math.round(n * 10) / 10;

/** The outline of a seat as an SVG path: a square for who is away, else a circle; one that is drawn as a ring keeps inside. */
export function outline(state: string, { x, y, r }: Spot): string {
  if (state === 'away') {
    const corner = round(r * 0.4);
    const side = round(2 * (r * 0.9 - corner)); // between two corners
    const turn = (dx: number, dy: number) => `a${corner} ${corner} 0 0 1 ${dx} ${dy}`;
    return (
      `M${round(x - side / 2)} ` +
      `${round(y - r * 0.9)}h${side}${turn(corner, corner)}v${side}${turn(-corner, corner)}h${-side}` +
      `${turn(-corner, -corner)}v${-side}${turn(corner, -corner)}z`
    );
  }
  const edge = state === 'ready' ? r : round(r - 1);
  return `M${round(x - edge)} ${y}a${edge} ${edge} 0 1 1 ${2 * edge} 0a${edge} ${edge} 0 1 1 ${-2 * edge} 0z`;
}

/** The spot nearest to a point, as a finger is wider than a seat; none when all are farther than `reach`. */
export function nearest(spots: Spot[], x: number, y: number, reach = 24): number {
  let best = -1;
  let least = reach;
  spots.forEach((spot, i) => {
    const d = Math.hypot(spot.x - x, spot.y - y);
    if (d < least) [best, least] = [i, d];
  });
  return best;
}
