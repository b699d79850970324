/** How constraints are drawn, for kernels and biases. */
import type { constraints as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec } from "./tables.ts";

type ConstraintName = NamesOf<typeof registered.registry>;
interface ConstraintDraw {
  readonly options: (d: Draw, place: "kernel" | "bias") => Options;
}
/** Axes that a kernel has; a bias has the first only. */
const axis = (d: Draw, place: "kernel" | "bias"): Options =>
  place === "bias" ? {} : d.maybe(0.4, () => ({ axis: d.one([0, 1, [0, 1]]) }));

const constraints: Readonly<Record<ConstraintName, ConstraintDraw | string>> = {
  max_norm: { options: (d, place) => ({ maxValue: d.one([0.5, 1.5]), ...axis(d, place) }) },
  min_max_norm: {
    options: (d, place) => ({ minValue: 0.3, ...d.maybe(0.5, () => ({ rate: d.one([0, 0.6]) })), ...axis(d, place) }),
  },
  non_neg: { options: () => ({}) },
  unit_norm: { options: axis },
};

export const drawnConstraints = drawn(constraints);

export function drawConstraint(d: Draw, place: "kernel" | "bias"): Spec {
  if (d.chance(0.1)) return { function: "halve" };
  const [name, { options }] = d.one(drawnConstraints);
  return spec(d, name, options(d, place));
}
