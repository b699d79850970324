/** Where progress goes: standard output in Node, the console in a browser. */
interface Writable {
  readonly columns?: number;
  write(text: string): unknown;
}

// Looked up, not imported: a browser has no process, and a bundler should not supply one.
function stdout(): Writable | undefined {
  const host = globalThis as { process?: { stdout?: Partial<Writable> } };
  const stream = host.process?.stdout;
  return typeof stream?.write === "function" ? (stream as Writable) : undefined;
}

/** Characters in a line: 80 where it is not known; a terminal that was never given a size says 0. */
export const terminalColumns = (): number => stdout()?.columns || 80;

/** What is left of a line after its backspaces, returns and colours: a console knows none of them. */
const plain = (line: string): string =>
  line
    .slice(line.lastIndexOf("\r") + 1)
    // eslint-disable-next-line no-control-regex -- the escape sequences of colours
    .replace(/\x1b\[\d*m/g, "")
    .trimEnd();

let pending = "";
/** Writes text as it is. A console only prints whole lines, so there a line is held back until it ends. */
export function print(text: string): void {
  const stream = stdout();
  if (stream) {
    stream.write(text);
    return;
  }
  const lines = (pending + text).split("\n");
  pending = lines.pop()!;
  // eslint-disable-next-line no-console -- a browser's only output
  for (const line of lines) console.log(plain(line));
}
/** Writes one line. */
export const say = (line: string): void => print(`${line}\n`);
