import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { help, parseOptions, UsageError } from "./options.ts";

const workers = availableParallelism();

describe("parseOptions", () => {
  it("is the whole study unless told otherwise", () => {
    expect(parseOptions([])).toEqual({ seeds: 10, epochs: 4000, workers, out: "runs/case-study" });
  });
  it("--quick is small, but what is given counts", () => {
    expect(parseOptions(["--quick"])).toEqual({ seeds: 2, epochs: 200, workers, out: "runs/case-study" });
    expect(parseOptions(["--quick", "--seeds", "5", "--out", "x", "--workers", "7"])).toEqual({
      seeds: 5,
      epochs: 200,
      workers: 7,
      out: "x",
    });
  });
  it("--help wins", () => {
    expect(parseOptions(["--help"])).toBe("help");
    expect(help).toContain("--seeds N");
  });
  it.each([
    [["--seed", "3"], "Unknown flag --seed; expected one of --seeds, --epochs, --quick, --workers, --out, --help."],
    [["--constructor"], "Unknown flag --constructor"],
    [["-x"], "Unknown flag -x"],
    [["--seeds", "0"], '--seeds needs a whole number from 1 to 1,000,000, received "0".'],
    [["--seeds", "1.5"], 'received "1.5"'],
    [["--seeds", ""], 'received ""'],
    [["--epochs", "many"], '--epochs needs a whole number from 1 to 1,000,000, received "many".'],
    [["--epochs", "-1"], 'received "-1"'],
    [["--epochs"], "--epochs needs a value."],
    [["--workers", "0"], "--workers needs a whole number"],
    [["--quick=3"], '--quick takes no value, received "3".'],
    [["--out", ""], "--out needs the name of a folder, received an empty one."],
    [["runs"], 'Only flags are expected, received "runs".'],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
