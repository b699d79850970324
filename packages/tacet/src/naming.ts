/**
 * Automatic names, counted per process as Keras counts them: dense, dense_1, …
 * Source: keras/src/utils/naming.py.
 */
const counts = new Map<string, number>();

/** "ActivityRegularization" becomes "activity_regularization", "Conv2D" "conv2d". */
export function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** The next free name for an object of this class. */
export function autoName(className: string): string {
  const name = toSnakeCase(className);
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/** Starts every count again: what `clearSession` does. */
export const resetNames = (): void => counts.clear();
