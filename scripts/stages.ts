/**
 * Which part may import which: the one list of it. Each part names those just
 * left of it; it may import these, everything left of them, and itself.
 */
export type PartialOrder = Readonly<Record<string, readonly string[] | undefined>>;

/** The packages, by folder under packages/, with the name each is imported by. */
export const packageNames: Readonly<Record<string, string>> = {
  compiler: "@tacet/compiler",
  tacet: "tacet",
  lab: "@tacet/lab",
};
export const packages: PartialOrder = { compiler: [], tacet: ["compiler"], lab: ["tacet"] };

/**
 * The first path segment under a package's src/, so that a new folder has to be
 * placed here before it passes. A test stands right of everything in its package.
 */
export const parts: Readonly<Record<string, PartialOrder | undefined>> = {
  compiler: {
    core: [],
    ir: ["core"],
    ops: ["ir"],
    trace: ["ops"],
    autodiff: ["ir"],
    simplify: ["ir"],
    schedule: ["autodiff", "simplify"],
    codegen: ["schedule"],
    backends: ["codegen"],
    runtime: ["backends"],
    "compile.ts": ["runtime"],
    "inspect.ts": ["compile.ts"],
    testing: ["trace", "inspect.ts"],
    "index.ts": ["trace", "compile.ts"],
    "node.ts": ["index.ts", "inspect.ts"],
  },
};
