/** Where progress goes: standard output in Node, the console in a browser. */
interface Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

// Looked up, not imported: a browser has no process, and a bundler should not supply one.
function stdout(): Writable | undefined {
  const host = globalThis as { process?: { stdout?: Partial<Writable> } };
  const stream = host.process?.stdout;
  return typeof stream?.write === "function" ? (stream as Writable) : undefined;
}

/** Whether what is written can be written over: a terminal. */
export const isTerminal = (): boolean => stdout()?.isTTY ?? false;

/** Characters in a line: 80 where it is not known. */
export const terminalColumns = (): number => stdout()?.columns ?? 80;

let pending = "";
/** Writes text as it is. A console can only print whole lines, so that a line is held back until it ends. */
export function print(text: string): void {
  const stream = stdout();
  if (stream) {
    stream.write(text);
    return;
  }
  pending += text;
  const end = pending.lastIndexOf("\n");
  if (end < 0) return;
  // eslint-disable-next-line no-console -- a browser's only output
  console.log(pending.slice(0, end));
  pending = pending.slice(end + 1);
}
/** Writes one line. */
export const say = (line: string): void => print(`${line}\n`);
