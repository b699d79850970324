/**
 * A long loop as a loop over segments of it, about √length of each: the gradient keeps the carries where a segment
 * begins, and computes the steps of one segment at a time again (Chen et al. 2016, "Training Deep Nets with Sublinear
 * Memory Cost").
 */
import { build, type Node, type Subgraph } from "../ir/index.ts";

interface Loop {
  readonly length: number;
  readonly carries: number;
  readonly slices: number;
  readonly reverse?: boolean;
}

/** The results of `build.scan`, of 4 steps or more. What is left of the length runs as a loop of its own, the last one. */
export function scanInSegments(body: Subgraph, inputs: readonly Node[], loop: Loop): Node[] {
  const { length, carries, slices, reverse = false } = loop;
  const steps = Math.ceil(Math.sqrt(length));
  const segments = Math.floor(length / steps);
  const rest = length - segments * steps;
  const initial = inputs.slice(0, carries);
  const scanned = inputs.slice(carries, carries + slices);
  const invariants = inputs.slice(carries + slices);
  const part = (x: Node, begin: number, size: number): Node =>
    size === length ? x : build.slice(x, [begin, ...x.shape.slice(1).map(() => 0)], [size, ...x.shape.slice(1)]);
  // The loop begins at its end where it is reversed.
  const [main, last] = reverse ? [rest, 0] : [0, length - rest];
  const apart = scanned.map((x) => {
    const whole = part(x, main, segments * steps);
    return build.reshape(whole, [segments, steps, ...whole.shape.slice(1)]);
  });
  const of = (x: Node, name: string, shape = x.shape): ReturnType<typeof build.parameter> =>
    build.parameter("argument", name, shape, x.dtype);
  const parameters = [
    ...initial.map((x) => of(x, "carry")),
    ...apart.map((x) => of(x, "segment", x.shape.slice(1))),
    ...invariants.map((x) => of(x, "invariant")),
  ];
  const segment = { parameters, results: build.scan(body, parameters, { ...loop, length: steps }) };
  const outer = { ...loop, length: segments, checkpoint: true };
  const results = build.scan(segment, [...initial, ...apart, ...invariants], outer);
  const outputs = results.slice(carries).map((y) => build.reshape(y, [segments * steps, ...y.shape.slice(2)]));
  if (rest === 0) return [...results.slice(0, carries), ...outputs];
  const over = scanned.map((x) => part(x, last, rest));
  const tail = build.scan(body, [...results.slice(0, carries), ...over, ...invariants], { ...loop, length: rest });
  const joined = outputs.map((y, i) => {
    const end = tail[carries + i]!;
    return build.concat(reverse ? [end, y] : [y, end], 0);
  });
  return [...tail.slice(0, carries), ...joined];
}
