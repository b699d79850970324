/**
 * Where everything in the picture of a model stands: dagre ranks the boxes and orders them so that few arrows cross. A
 * group is laid out by itself first; for the model around it, it is a box. Arrows enter and leave it at ports on its
 * edge, which inside are nodes of the first and the last rank, and keep clear of its title.
 */
import { textWidth } from "../plots/textWidth.ts";
import { boxStyle, sizeOf, type Box, type BoxSize } from "./box.ts";
import { arrange } from "./dagre.ts";
import { nameOf, type End, type Sheet } from "./picture.ts";
import { LOOP, routes, type Line, type Point, type Rectangle } from "./routes.ts";

export type Direction = "TB" | "LR";
/** What stands where, in pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Box & BoxSize & Point)[];
  /** The outer ones first. A title begins at `titleX`; `titleY` is the middle of its height. */
  readonly groups: readonly (Rectangle & {
    readonly title: string;
    readonly titleX: number;
    readonly titleY: number;
  })[];
  /** Paths of SVG from `x` and `y`; one that ends at the edge of a group has no head, and goes on inside. */
  readonly arrows: readonly (Point & { readonly path: string; readonly head: boolean })[];
}
/** A group with its insides, and where its ports are, from its middle. */
interface PlacedGroup {
  readonly layout: Layout;
  readonly takes: readonly number[];
  readonly gives: readonly number[];
}

const MARGIN = 16;
/** What a group's title takes of its height. */
const STRIP = 26;
/** From a title to an arrow, at least. */
const CLEAR = 8;
/** Keeps ports at the edge of their group. */
const TIGHT = 1000;
const ENTRY = "entry";
const EXIT = "exit";

export const placeSheet = (sheet: Sheet, rankdir: Direction): Layout => place(sheet, rankdir).layout;

function place(sheet: Sheet, rankdir: Direction, title?: string): PlacedGroup {
  const down = rankdir === "TB";
  const inner = new Map(sheet.groups.map((group) => [group.id, place(group, rankdir, group.title)]));
  const boxes = sheet.boxes.map((box) => ({ ...box, ...sizeOf(box) }));
  const ports = title === undefined ? [] : portsOf(sheet);
  const arrows = [...sheet.arrows, ...ports.map(({ arrow }) => arrow)];

  const rails = ports.length > 0 ? [ENTRY, EXIT] : [];
  const nodes = [
    ...boxes,
    ...[...inner].map(([id, { layout }]) => ({ id, width: layout.width, height: layout.height })),
    ...[...ports.map(({ id }) => id), ...rails].map((id) => ({ id, width: 0, height: 0 })),
  ];
  const edges = arrows.map((arrow) => ({ from: arrow.from.id, to: arrow.to.id, name: nameOf(arrow) }));
  const rods = ports.map(({ id, entry }) => ({
    from: entry ? ENTRY : id,
    to: entry ? id : EXIT,
    name: "rod",
    weight: TIGHT,
  }));
  const arranged = arrange(nodes, [...edges, ...rods], rankdir, LOOP);
  const placed = new Map([...boxes, ...sheet.groups, ...ports].map(({ id }) => [id, arranged.at(id)]));
  const portAt = (end: End, gives: boolean): number | undefined => {
    const group = inner.get(end.id);
    const { x, y } = placed.get(end.id)!;
    return group && (down ? x : y) + (gives ? group.gives : group.takes)[end.port]!;
  };
  const lines = arrows.map((arrow, i): Line => ({
    from: placed.get(arrow.from.id)!,
    to: placed.get(arrow.to.id)!,
    by: arranged.by(edges[i]!),
    leaves: portAt(arrow.from, true),
    enters: portAt(arrow.to, false),
  }));
  const frame = frameOf([...placed.values()], lines, down, ports.length > 0);
  const entries = ports.filter(({ entry }) => entry).map(({ id }) => placed.get(id)!.x - frame.x);
  const head = title === undefined ? undefined : headline(title, down ? entries : []);
  const width = Math.ceil(Math.max(frame.width, head ? head.x + head.width + MARGIN : 0));
  const height = Math.ceil(frame.height + (head ? STRIP : 0));
  // From dagre's places to those in this layout.
  const [right, below] = [-frame.x, -frame.y + (head ? STRIP : 0)];
  const shifted = <P extends Point>(thing: P): P => ({ ...thing, x: thing.x + right, y: thing.y + below });

  const insides = sheet.groups.map(({ id }) => {
    const { x, y } = shifted(placed.get(id)!);
    const { layout: within } = inner.get(id)!;
    return moved(within, x - within.width / 2, y - within.height / 2);
  });
  // Those that come down past the title.
  const strip = ports.filter(({ entry }) => down && entry).map(({ id }) => shifted(placed.get(id)!));
  const side = (entry: boolean): number[] =>
    ports
      .filter((port) => port.entry === entry)
      .map(({ id }) => shifted(placed.get(id)!))
      .map(({ x, y }) => (down ? x - width / 2 : y - height / 2));
  return {
    layout: {
      width,
      height,
      boxes: [...boxes.map((box) => shifted({ ...box, ...placed.get(box.id)! })), ...insides.flatMap((l) => l.boxes)],
      groups: [
        ...(head
          ? [{ x: width / 2, y: height / 2, width, height, title: title!, titleX: head.x, titleY: MARGIN }]
          : []),
        ...insides.flatMap((l) => l.groups),
      ],
      arrows: [
        ...strip.map(({ x, y }) => ({ x: 0, y: 0, path: `M${x} ${y - STRIP}L${x} ${y}`, head: false })),
        ...routes(lines, [...placed.values()], down).map((path, i) => {
          const { id } = arrows[i]!.to;
          return { x: right, y: below, path, head: boxes.some((box) => box.id === id) };
        }),
        ...insides.flatMap((l) => l.arrows),
      ],
    },
    takes: side(true),
    gives: side(false),
  };
}

/** A node for each input and output of a group's model, with an arrow to what takes it or from what gives it. */
function portsOf({ inputs, outputs }: Sheet) {
  const entries = inputs.map((to, i) => {
    const id = `${ENTRY} ${i}`;
    return { id, entry: true, arrow: { from: { id, port: 0 }, to } };
  });
  const exits = outputs.map((from, i) => {
    const id = `${EXIT} ${i}`;
    return { id, entry: false, arrow: { from, to: { id, port: 0 } } };
  });
  return [...entries, ...exits];
}

/** The place of a title at the left of its group, or right of the arrows that come down there. */
function headline(title: string, arrows: readonly number[]): { readonly x: number; readonly width: number } {
  const width = textWidth(title, boxStyle.textSize, "bold");
  const free = [MARGIN, ...arrows.map((x) => x + CLEAR)].filter((x) =>
    arrows.every((arrow) => arrow <= x - CLEAR || arrow >= x + width + CLEAR),
  );
  return { x: Math.min(...free), width };
}

/** The rectangle around everything, by its upper left corner; with ports, those are at its edges. */
function frameOf(rectangles: readonly Rectangle[], lines: readonly Line[], down: boolean, ported: boolean): Rectangle {
  const points = lines.flatMap(({ by }) => by).map((point) => ({ ...point, width: 0, height: 0 }));
  const loops = lines.flatMap(({ from, to }) =>
    from === to
      ? [{ ...from, width: from.width + (down ? 2 * LOOP : 0), height: from.height + (down ? 0 : 2 * LOOP) }]
      : [],
  );
  const all = [...rectangles, ...points, ...loops];
  const [aside, ahead] = [MARGIN, ported ? 0 : MARGIN];
  const left = Math.min(...all.map((r) => r.x - r.width / 2)) - (down ? aside : ahead);
  const top = Math.min(...all.map((r) => r.y - r.height / 2)) - (down ? ahead : aside);
  const right = Math.max(...all.map((r) => r.x + r.width / 2)) + (down ? aside : ahead);
  const bottom = Math.max(...all.map((r) => r.y + r.height / 2)) + (down ? ahead : aside);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const moved = ({ boxes, groups, arrows, ...rest }: Layout, x: number, y: number): Layout => {
  const move = <P extends Point>(thing: P): P => ({ ...thing, x: thing.x + x, y: thing.y + y });
  const titled = groups.map((g) => ({ ...move(g), titleX: g.titleX + x, titleY: g.titleY + y }));
  return { ...rest, boxes: boxes.map(move), groups: titled, arrows: arrows.map(move) };
};
