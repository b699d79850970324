/**
 * tacet against Keras as it runs now, on random models that nobody has seen before, and on every one that once came
 * out otherwise. A disagreement prints the seed, with which `npm run conformance -- --count 1 --seed X` repeats it, and
 * is kept in regressions/. TACET_LIVE_SEED repeats a run of this test.
 */
import { describe, expect, it } from "vitest";
import { describe as describeDifference } from "./live/compare.ts";
import { pythonIsThere } from "./live/keras.ts";
import { compareAll } from "./live/many.ts";
import { keepDisagreements, kept } from "./live/regressions.ts";
import { compareWith } from "./live/run.ts";

const models = 6;
/** Beyond this share, the models that are drawn test rounding rather than tacet. */
const undeterminedAtMost = 1;
const wanted = process.env.CI === "true" || pythonIsThere();
const first = Number(process.env.TACET_LIVE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const label = wanted
  ? `random models as Keras trains them (TACET_LIVE_SEED=${first})`
  : "random models as Keras trains them (needs the pinned Python: scripts/python makes it)";

describe.skipIf(!wanted)(label, () => {
  it(
    `${models} models: weights after a step and losses within 2e-5, in float64 within 1e-9`,
    { timeout: 900_000 },
    async () => {
      const verdicts = await compareAll(Array.from({ length: models }, (_, k) => first + k));
      keepDisagreements(verdicts);
      const said = (kind: string): string[] =>
        verdicts.flatMap(({ seed, outcome }) =>
          outcome.kind === kind && "why" in outcome ? [`model ${seed}: ${outcome.why}`] : [],
        );
      expect(said("disagrees")).toEqual([]);
      expect(said("undetermined").length).toBeLessThanOrEqual(undeterminedAtMost);
      expect(said("refused").length).toBeLessThan(models / 2);
    },
  );
});

const regressions = kept();
describe.skipIf(regressions.length === 0)("models that once came out otherwise than Keras's", () => {
  it.each(regressions)("model $seed", async ({ program, records }) => {
    const { off } = await compareWith(program, records);
    expect(off.map(describeDifference)).toEqual([]);
  });
});
