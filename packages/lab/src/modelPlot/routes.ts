/**
 * The ways of arrows between boxes that have a place, as paths of SVG. Within a rank an arrow runs straight ahead beside
 * the boxes, and bends only between ranks, so that it crosses none of them. Where several meet at a side of a box, each
 * has a place of its own there.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** A rectangle by its middle. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}
/** An arrow between two rectangles, and what it passes on its way. */
export interface Line {
  readonly from: Rectangle;
  readonly to: Rectangle;
  readonly by: readonly Point[];
  /** Where aside it leaves the one and enters the other; undefined where any place will do. */
  readonly leaves: number | undefined;
  readonly enters: number | undefined;
}

/** A place by how far along the model it is, and how far aside. */
type Place = readonly [ahead: number, aside: number];
/** An end of a line: at the far or the near side of a rectangle. */
interface Port {
  readonly at: Rectangle;
  readonly far: boolean;
  /** Where the line goes to, or comes from. */
  readonly toward: number;
  readonly fixed: number | undefined;
}

/** Room for the head of an arrow, which is drawn on the last piece of its way. */
export const HEAD = 7;
const PORT_GAP = 14;
/** How much of a side its ports may take. */
const PORT_SHARE = 0.6;
/** How far an arrow from a box to itself leaves it. */
export const LOOP = 26;

/** @param down whether the model runs down; else to the right */
export function routes(lines: readonly Line[], ranked: readonly Rectangle[], down: boolean): string[] {
  const place = ({ x, y }: Point): Place => (down ? [y, x] : [x, y]);
  const half = ({ width, height }: Rectangle): Place => (down ? [height / 2, width / 2] : [width / 2, height / 2]);
  const show = ([ahead, aside]: Place): string => (down ? [aside, ahead] : [ahead, aside]).map(round).join(" ");

  /** How far the boxes of a rank reach ahead of its middle and back; undefined between ranks. */
  const reach = (ahead: number): number | undefined => {
    const rank = ranked.filter((r) => Math.abs(place(r)[0] - ahead) < 1);
    return rank.length > 0 ? Math.max(...rank.map((r) => half(r)[0])) : undefined;
  };
  const ways = lines.map(({ from, to, by, leaves: out, enters: into }) => {
    const between = by.map(place).flatMap(([ahead, aside]): Place[] => {
      const depth = reach(ahead);
      const back = place(to)[0] < place(from)[0] ? -1 : 1;
      return depth === undefined ? [] : [[ahead - back * depth, aside], [ahead + back * depth, aside]]; // prettier-ignore
    });
    const [start, end] = [place(from), place(to)];
    const [first = end, last = start] = [between[0], between.at(-1)];
    const leaves: Port = { at: from, far: first[0] > start[0], toward: first[1], fixed: out };
    const enters: Port = { at: to, far: last[0] > end[0], toward: last[1], fixed: into };
    return { between, leaves, enters };
  });
  const ports = ways.flatMap(({ leaves, enters }) => (leaves.at === enters.at ? [] : [leaves, enters]));
  const portPlace = (port: Port): Place => {
    const edge = port.far ? 1 : -1;
    if (port.fixed !== undefined) return [place(port.at)[0] + edge * half(port.at)[0], port.fixed];
    const beside = ports.filter((p) => p.at === port.at && p.far === port.far).sort((a, b) => a.toward - b.toward);
    const [ahead, aside] = place(port.at);
    const [depth, breadth] = half(port.at);
    const gap = Math.min(PORT_GAP, (2 * breadth * PORT_SHARE) / Math.max(1, beside.length - 1));
    return [ahead + edge * depth, aside + gap * (beside.indexOf(port) - (beside.length - 1) / 2)];
  };
  return ways.map(({ between, leaves, enters }) => {
    if (leaves.at === enters.at) {
      const [ahead, aside] = place(leaves.at);
      const [depth, breadth] = half(leaves.at);
      const [edge, out, span] = [aside + breadth, aside + breadth + LOOP, depth / 2];
      const [begin, bend, back] = [[ahead + span, edge], [ahead + span, out], [ahead - span, out]] as const; // prettier-ignore
      return `M${show(begin)}C${show(bend)} ${show(back)} ${show([ahead - span, edge + HEAD])}L${show([ahead - span, edge])}`;
    }
    const end = portPlace(enters);
    const neck: Place = [end[0] + (enters.far ? HEAD : -HEAD), end[1]];
    const stops = [portPlace(leaves), ...between, neck];
    const bends = stops.slice(1).map((stop, i) => {
      const last = stops[i]!;
      if (Math.abs(stop[1] - last[1]) < 0.5) return `L${show(stop)}`;
      const middle = (last[0] + stop[0]) / 2;
      return `C${show([middle, last[1]])} ${show([middle, stop[1]])} ${show(stop)}`;
    });
    return `M${show(stops[0]!)}${bends.join("")}L${show(end)}`;
  });
}

const round = (x: number): number => Math.round(x * 10) / 10;
