/** The families of names: where Keras has them, where tacet has them, and what differs. */
import { plotModel } from "@tacet/lab";
import * as tacet from "tacet";
import { absent, byName } from "./absent.ts";
import { goldensOf } from "./goldens.ts";
import { familyNames, letters, names, type Entry, type FamilyName } from "./names.ts";

/** What tacet has, by the name to call it by: "layers.dense". */
type Ours = Readonly<Record<string, unknown>>;
interface Place {
  readonly title: string;
  /** What the things are, in a sentence: "of the 35 activations". */
  readonly things: string;
  readonly keras: string;
  readonly ours: Ours;
  /** Calls one of them with options; default: with nothing else. */
  readonly call?: (thing: unknown, options: object) => unknown;
  /** Knows other spellings that goldens use. */
  readonly registry?: { resolve(name: string): string | undefined };
  /** Keras's names of what tacet calls otherwise. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** How what is there differs. */
  readonly differences?: readonly string[];
  /** What has no goldens of its own, separated by spaces, by what checks it. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

const helpers = new Set(["get", "check", "reduceWeighted"]);
/** The functions that a namespace holds, but for those that serve its registry. */
const within = (namespace: string, table: object): Ours =>
  Object.fromEntries(
    Object.entries(table)
      .filter(([name, value]) => /^[a-z]/.test(name) && typeof value === "function" && !/^get[A-Z]/.test(name))
      .filter(([name]) => !helpers.has(name))
      .map(([name, value]): [string, unknown] => [`${namespace}.${name}`, value]),
  );
/** A family with a registry, whose `get` finds things by name. */
const registered = (namespace: string, table: { readonly registry: Required<Place>["registry"]; get: unknown }) => ({
  ours: { ...within(namespace, table), [`${namespace}.get`]: table.get },
  registry: table.registry,
  elsewhere: { "tests beside it": "get" },
});
const { padSequences, toCategorical } = tacet.preprocessing;
const { SeedGenerator, normal, uniform, truncatedNormal, randint } = tacet.random;

const places: Readonly<Record<FamilyName, Place>> = {
  layers: {
    title: "Layers",
    things: "layers",
    keras: "keras.layers",
    ours: within("layers", tacet.layers),
    renamed: { InputLayer: "layers.input" },
    elsewhere: { "goldens of functional models begin with it": "input" },
  },
  activations: {
    title: "Activations",
    things: "activations",
    keras: "keras.activations",
    ...registered("activations", tacet.activations),
    call: (activation, options) =>
      (activation as (x: tacet.Tensor, o: object) => unknown)(tacet.tensor([[0, 0]]), options),
  },
  losses: {
    title: "Losses",
    things: "losses",
    keras: "keras.losses",
    ...registered("losses", tacet.losses),
  },
  metrics: {
    title: "Metrics",
    things: "metrics",
    keras: "keras.metrics",
    ...registered("metrics", tacet.metrics),
    elsewhere: { "tests beside it": "get mean sum meanMetricWrapper" },
  },
  optimizers: {
    title: "Optimizers",
    things: "optimizers",
    keras: "keras.optimizers",
    ...registered("optimizers", tacet.optimizers),
  },
  schedules: {
    title: "Learning rate schedules",
    things: "schedules",
    keras: "keras.optimizers.schedules",
    ours: within("schedules", tacet.schedules),
  },
  regularizers: {
    title: "Regularizers",
    things: "regularizers",
    keras: "keras.regularizers",
    ...registered("regularizers", tacet.regularizers),
  },
  initializers: {
    title: "Initializers",
    things: "initializers",
    keras: "keras.initializers",
    ...registered("initializers", tacet.initializers),
  },
  constraints: {
    title: "Constraints",
    things: "constraints",
    keras: "keras.constraints",
    ...registered("constraints", tacet.constraints),
  },
  callbacks: {
    title: "Callbacks",
    things: "callbacks",
    keras: "keras.callbacks",
    ours: within("callbacks", tacet.callbacks),
    elsewhere: {
      "every fit of a golden returns it": "history",
      "it prints: tests beside it": "progbarLogger",
    },
  },
  random: {
    title: "Random draws",
    things: "functions",
    keras: "keras.random",
    ours: {
      ...within("random", { normal, uniform, truncatedNormal, randint }),
      "random.SeedGenerator": SeedGenerator,
    },
    elsewhere: { "the goldens of dropout and shuffles": "SeedGenerator" },
  },
  datasets: {
    title: "Datasets",
    things: "datasets",
    keras: "keras.datasets",
    ours: within("datasets", tacet.datasets),
    differences: ["Those that tacet has are scikit-learn's, number for number."],
  },
  utils: {
    title: "Utilities",
    things: "utilities",
    keras: "keras.utils",
    ours: {
      ...within("preprocessing", { padSequences, toCategorical }),
      setRandomSeed: tacet.setRandomSeed,
      clearSession: tacet.clearSession,
      Dataset: tacet.Dataset,
      "lab.plotModel": plotModel,
    },
    renamed: { PyDataset: "Dataset" },
    differences: ["`plotModel` is in `@tacet/lab`, and returns the picture as SVG; `renderPng` makes a PNG of it."],
    elsewhere: {
      "every golden with a seed": "setRandomSeed",
      "tests beside it": "clearSession plotModel",
      "the goldens of data that come batch by batch": "Dataset",
    },
  },
  ops: {
    title: "Ops",
    things: "functions",
    keras: "keras.ops",
    ours: within("ops", tacet.ops),
    differences: [
      "`meshgrid` takes its vectors as one list.",
      "`linspace`, `logspace` and `geomspace` have no `retstep` and no `axis`.",
      "`bincount` needs `minlength`, `multi_hot` `numClasses` and the segment functions `numSegments`: shapes are fixed before values are known. What lies beyond is not counted.",
      "`scatter_update` replaces, or adds with the reduction `add`; `conv_transpose` has no `output_padding`.",
      "An index outside of a tensor is clamped where JAX gives NaN (`take`, `take_along_axis`).",
    ],
    elsewhere: {
      "tacet's own, with tests beside them":
        "flushDenormals geluErf geluTanh sizeAlong gather scatterAdd pick randomBits randomUniform randomNormal sumTo sliceAxis",
      "no tensor results": "shape ndim size dtype isTensor",
      "functions of functions, with tests beside them": "scan cond",
      "Keras leaves the order open": "argpartition",
    },
  },
};

/** One thing of Keras's, with what tacet has of it. */
export interface Row extends Entry {
  /** What tacet calls it; absent with a reason. */
  readonly ours: string | undefined;
  /** undefined for classes to derive from, which are no entry of a registry. */
  readonly goldens: number | undefined;
}
export interface Family extends Place {
  readonly name: FamilyName;
  readonly rows: readonly Row[];
  readonly reasons: ReadonlyMap<string, string>;
  /** What Keras has not, with its goldens. */
  readonly own: readonly { readonly ours: string; readonly goldens: number }[];
}

/** The name at the end of a path. */
export const last = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

function familyOf(name: FamilyName): Family {
  const place = places[name];
  const paths = new Map(Object.keys(place.ours).map((path) => [letters(last(path)), path]));
  const counted = new Map<string, number>();
  for (const [spelling, count] of goldensOf(name)) {
    const key = letters(place.registry?.resolve(spelling) ?? spelling);
    counted.set(key, (counted.get(key) ?? 0) + count);
  }
  const countOf = (path: string): number => counted.get(letters(last(path))) ?? 0;
  const find = ({ name: keras, also }: Entry): string | undefined =>
    place.renamed?.[keras] ?? [keras, ...also].map((n) => paths.get(letters(n))).find((path) => path !== undefined);
  const rows = names.families[name].map((entry): Row => {
    const ours = find(entry);
    if (ours !== undefined) return { ...entry, ours, goldens: countOf(ours) };
    return { ...entry, ours: Object.hasOwn(tacet, entry.name) ? entry.name : undefined, goldens: undefined };
  });
  const taken = new Set(rows.map(({ ours }) => ours && place.ours[ours]));
  const own = Object.keys(place.ours)
    .filter((path) => !taken.has(place.ours[path]))
    .sort();
  return {
    ...place,
    name,
    rows,
    reasons: byName(absent[name]),
    own: own.map((ours) => ({ ours, goldens: countOf(ours) })),
  };
}
export const families: readonly Family[] = familyNames.map(familyOf);
