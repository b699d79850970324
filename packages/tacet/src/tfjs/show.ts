/**
 * Tensors as text: nested brackets, numbers of seven digits in columns, long axes shortened in the middle.
 * Source: tfjs-core/src/tensor_format.ts.
 */
/** Axes longer than this are shortened to `shown` at each end. */
const longest = 20;
const shown = 3;
const digits = 7;

const written = (value: number, dtype: string): string =>
  dtype === "bool" ? (value === 0 ? "false" : "true") : String(parseFloat(value.toFixed(digits)));

/** A tensor as TensorFlow.js prints it; with `verbose` its type and shape too. */
export function showTensor(data: ArrayLike<number>, shape: readonly number[], dtype: string, verbose = false): string {
  const lines = showAxis(data, shape, dtype);
  if (!verbose) return `Tensor\n${lines.map((line) => `    ${line}`).join("\n")}`;
  return [
    "Tensor",
    `  dtype: ${dtype}`,
    `  rank: ${shape.length}`,
    `  shape: [${shape.join(",")}]`,
    "  values:",
    ...lines.map((line) => `    ${line}`),
  ].join("\n");
}

function showAxis(data: ArrayLike<number>, shape: readonly number[], dtype: string): string[] {
  if (shape.length === 0) return [dtype === "bool" ? written(data[0]!, dtype) : String(data[0])];
  const row = shape.at(-1)!;
  const widths = columnWidths(data, row, dtype);
  const level = (axis: number, offset: number): string[] => {
    const extent = shape[axis]!;
    const at = extent > longest ? [0, 1, 2, extent - 3, extent - 2, extent - 1] : Array.from({ length: extent }, (_, i) => i); // prettier-ignore
    if (axis === shape.length - 1) {
      const cells = at.map((i) => written(data[offset + i]!, dtype).padEnd(shape.length > 1 ? widths[i]! : 0));
      if (extent > longest) cells.splice(shown, 0, "...");
      return [`[${cells.join(", ")}]`];
    }
    const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const parts = at.map((i) => level(axis + 1, offset + i * inner));
    if (extent > longest) parts.splice(shown, 0, ["..."]);
    return parts.flatMap(
      (part, p) =>
      part.map((line, l) => `${p + l === 0 ? "[" : " "}${line}${l < part.length - 1 ? "" : p < parts.length - 1 ? "," : "]"}`), // prettier-ignore
    );
  };
  return level(0, 0);
}
/** How wide each column is: of all rows, so that they stand under each other. */
function columnWidths(data: ArrayLike<number>, row: number, dtype: string): number[] {
  const widths = new Array<number>(row).fill(0);
  for (let i = 0; i < data.length; i++) {
    widths[i % row] = Math.max(widths[i % row]!, written(data[i]!, dtype).length);
  }
  return widths;
}
