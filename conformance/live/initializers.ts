/** How initializers are drawn, for kernels and biases. */
import type { initializers as registered } from "tacet";
import type { Draw } from "./draw.ts";
import { drawn, spec, type NamesOf, type Options, type Spec, type WeightPlace } from "./tables.ts";

type InitializerName = NamesOf<typeof registered.registry>;
interface InitializerDraw {
  readonly options?: (d: Draw) => Options;
  /** What it is drawn for. */
  readonly places: readonly ("kernel" | "bias" | "square kernel")[];
}
const kernel = ["kernel"] as const;
const seeded = (d: Draw): Options => d.maybe(0.3, () => ({ seed: d.whole(0, 1000) }));
const fan: InitializerDraw = { places: kernel, options: seeded };

const initializers: Readonly<Record<InitializerName, InitializerDraw | string>> = {
  zeros: { places: ["kernel", "bias"] },
  ones: { places: ["bias"] },
  constant: { places: ["kernel", "bias"], options: (d) => ({ value: d.one([-0.2, 0.3]) }) },
  identity: { places: ["square kernel"], options: (d) => ({ gain: d.one([0.5, 1]) }) },
  random_normal: { places: kernel, options: (d) => ({ stddev: d.one([0.2, 0.5]), ...seeded(d) }) },
  random_uniform: { places: ["kernel", "bias"], options: (d) => ({ minval: -0.4, maxval: 0.7, ...seeded(d) }) },
  truncated_normal: { places: kernel, options: (d) => ({ mean: d.one([0, 0.1]), stddev: 0.4, ...seeded(d) }) },
  variance_scaling: {
    places: kernel,
    options: (d) => ({
      scale: d.one([1, 2.5]),
      mode: d.one(["fan_in", "fan_out", "fan_avg"]),
      distribution: d.one(["truncated_normal", "untruncated_normal", "uniform"]),
      ...seeded(d),
    }),
  },
  glorot_uniform: fan,
  glorot_normal: fan,
  he_uniform: fan,
  he_normal: fan,
  lecun_uniform: fan,
  lecun_normal: fan,
  orthogonal: { places: kernel, options: (d) => ({ gain: d.one([0.7, 1]), ...seeded(d) }) },
};

export const drawnInitializers = drawn(initializers);

export function drawInitializer(d: Draw, place: WeightPlace): Spec {
  const [rows, columns, ...further] = place === "bias" ? [] : place.kernel;
  const square = rows === columns && further.length === 0;
  const fits = ({ places }: InitializerDraw): boolean =>
    place === "bias"
      ? places.includes("bias")
      : places.includes("kernel") || (places.includes("square kernel") && square);
  const [name, { options }] = d.one(drawnInitializers.filter(([, entry]) => fits(entry)));
  return spec(d, name, options?.(d) ?? {});
}
