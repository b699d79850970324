/**
 * What tacet adds to Keras's penalties, on the programs whose losses Keras gave: the loss in its parts, and
 * coefficients that change without compiling again.
 */
import { compilationCount } from "@tacet/compiler";
import { describe, expect, it } from "vitest";
import type { ProgramCase } from "./checks/programs.ts";
import { expectClose, readGolden } from "./golden.ts";
import { prepare, runProgram, runStep } from "./program.ts";

const cases = readGolden("penalties").cases as readonly ProgramCase[];
const isPart = (key: string): boolean => /^(val_)?(data_loss$|penalty\/|weight_penalty\/|add_loss\/)/u.test(key);

describe('with metrics: ["penalty"], the parts sum to the loss within a relative 1e-6', () => {
  it.each(cases)("$name", async ({ program, records }) => {
    const received = await runProgram({ ...program, compile: { ...program.compile, metrics: ["penalty"] } });
    for (const [i, { history }] of received.entries()) {
      if (!history) continue;
      for (const prefix of ["", "val_"]) {
        const loss = history[`${prefix}loss`];
        if (!loss) continue;
        const parts = Object.keys(history).filter((key) => isPart(key) && key.startsWith("val_") === (prefix !== ""));
        expect(parts).toContain(`${prefix}data_loss`);
        for (const [epoch, total] of loss.entries()) {
          const sum = parts.reduce((a, key) => a + history[key]![epoch]!, 0);
          expect(Math.abs(sum - total) / Math.abs(total)).toBeLessThanOrEqual(1e-6);
        }
        expectClose(loss, records[i]!.history![`${prefix}loss`]!, 1e-6, `step ${i} ${prefix}loss`);
      }
    }
  });
});

describe("a coefficient changed by a callback compiles nothing", () => {
  const changing = cases.filter(({ program }) => program.steps.some((step) => step.at));
  it("is tried", () => expect(changing).toHaveLength(2));
  it.each(changing)("$name", async ({ program }) => {
    const { model, data } = prepare(program);
    for (const step of program.steps) {
      const before = compilationCount();
      await runStep(model, step, data, program.compile);
      if (step.at) expect(compilationCount()).toBe(before);
    }
  });
});
