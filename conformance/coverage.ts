/**
 * Which of Keras's ops tacet has: from the names that real Keras has (names/,
 * written by generate/names.py), tacet's own registry, and a reason for each
 * name that is absent. Writes docs/coverage/ops.md: `npm run coverage`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ops } from "tacet";

interface Names {
  readonly keras: string;
  readonly ops: readonly string[];
}
const namesFile = resolve(import.meta.dirname, "names/ops.json");
export const coverageFile = resolve(import.meta.dirname, "../docs/coverage/ops.md");
export const names = JSON.parse(readFileSync(namesFile, "utf8")) as Names;

/** Why names are absent, by reason. */
export const absent = {
  "tacet has no complex numbers": "eig fft fft2 ifft2 irfft istft polar rfft stft view_as_complex view_as_real",
  "its shape depends on values, which a compiled program cannot know": "nonzero unique",
  "it needs a factorization that tacet has not": "eigh lstsq lu_factor matrix_rank pinv qr svd",
  "a loop of a length known only when running": "while_loop",
  "write it with scan": "associative_scan fori_loop map vectorized_map vectorize",
  "write it with cond": "switch",
  "gradients are taken inside a training step": "custom_gradient jvp",
  "it is a loss: see losses": "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy",
  "there is no CTC": "ctc_decode ctc_loss",
  "await x.data() or x.array()": "convert_to_numpy",
  "write it with slice, take or squeeze": "get_item",
  "write it with reshape, transpose and repeat": "rearrange",
  "no formula of it keeps the digits of both types": "erfc i0 nextafter",
  "windows of several sizes": "adaptive_average_pool adaptive_max_pool",
  "there are no image ops":
    "image.affine_transform image.crop_images image.elastic_transform image.extract_patches image.extract_patches_3d image.gaussian_blur image.hsv_to_rgb image.map_coordinates image.pad_images image.perspective_transform image.resize image.rgb_to_grayscale image.rgb_to_hsv image.scale_and_translate image.sobel_edges image.ssim",
} as const satisfies Record<string, string>;
export const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries(absent).flatMap(([reason, list]) => list.split(" ").map((name) => [name, reason] as const)),
);

/** Where arguments differ. */
const differences = [
  "`meshgrid` takes its vectors as one list.",
  "`linspace`, `logspace` and `geomspace` have no `retstep` and no `axis`.",
  "`bincount` needs `minlength`, `multi_hot` `numClasses` and the segment functions `numSegments`: shapes are fixed before values are known. What lies beyond is not counted.",
  "`scatter_update` replaces, or adds with the reduction `add`; `conv_transpose` has no `output_padding`.",
  "An index outside of a tensor is clamped where JAX gives NaN (`take`, `take_along_axis`).",
];

/** Keras's name as tacet writes it. */
export const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
export const isPresent = (name: string): boolean => Object.hasOwn(ops, camelCase(name));

/** The list as a page. */
export function coveragePage(): string {
  const present = names.ops.filter(isPresent);
  const rows = names.ops.map((name) =>
    isPresent(name)
      ? `| \`${name}\` | \`ops.${camelCase(name)}\` | |`
      : `| \`${name}\` | | ${reasons.get(name) ?? "no reason is given"} |`,
  );
  return [
    "# Keras's ops in tacet",
    "",
    "Written by `npm run coverage`; do not edit.",
    "",
    `Of the ${names.ops.length} functions of \`keras.ops\` ${names.keras}, tacet has ${present.length}. Arguments are Keras's, in its order, but for these:`,
    "",
    ...differences.map((line) => `- ${line}`),
    "",
    "| Keras | tacet | why it is absent |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(coverageFile, coveragePage());
