/** The report's words follow the results: other results, other words. */
import { describe, expect, it } from "vitest";
import type { Plot } from "../../plots/render.ts";
import { sampleResults } from "../sample.ts";
import type { Results, Run } from "../study/results.ts";
import { full } from "../options.ts";
import { answers, otherDifference, strengthOf } from "./answers.ts";
import { claims } from "./claims.ts";
import { agreement } from "./peers.ts";
import { renderReport } from "./report.ts";

const [NONE, BEFORE, AFTER, BEFORE_MEAN, AFTER_MEAN] = [0, 1, 2, 3, 4];
const fresh = (accuracies: Readonly<Record<number, number>>) =>
  sampleResults((position) => (position in accuracies ? { fresh: { accuracy: accuracies[position]! } } : {}));
const answer = (results: Results, question: RegExp) =>
  answers(results).find(({ subject }) => question.test(subject))!.text;
/** The published penalty's fresh accuracies on four other draws. */
const onOtherData = (accuracies: readonly number[]): Results => {
  const results = fresh({ [BEFORE]: 0.75 });
  return {
    ...results,
    otherData: results.otherData.map((draw, i) => ({
      ...draw,
      variants: draw.variants.map((v) =>
        v.name === "before" && v.activityReduction === "sum" ? { ...v, fresh: { accuracy: accuracies[i]! } } : v,
      ),
    })),
  };
};

describe("the answers", () => {
  it("say whether it helped, and how much of the way", () => {
    expect(answer(fresh({ [BEFORE]: 0.75 }), /help/)).toContain(
      "On these 30 training rows: yes. As published, before relu and as a sum, the network is right on 0.750 of 20,000 fresh " +
        "points, against 0.700 without a penalty: 5.0 points higher (4.1 to 5.9), 95 % interval over seeds and fresh points. " +
        "The best possible classifier is right on 0.800, 50 % of the way there.",
    );
    expect(answer(fresh({ [BEFORE]: 0.65 }), /help/)).toContain("On these 30 training rows: no, it does harm.");
    expect(answer(sampleResults(), /help/)).toContain("On these 30 training rows: not clearly.");
  });
  it("say whether other draws of the rows agree", () => {
    const same = onOtherData([0.74, 0.74, 0.76, 0.76]);
    expect(answer(same, /help/)).toContain(
      "On other draws of the rows: yes. Over 4 of these it is 5.0 points higher (3.0 to 7.0), and better in 4 of them.",
    );
    expect(answer(same, /sure/)).toContain("Other draws of the 30 training rows say the same");
    const split = onOtherData([0.65, 0.75, 0.65, 0.75]);
    expect(answer(split, /help/)).toContain("On other draws of the rows: not clearly.");
    expect(answer(split, /sure/)).toContain("Another draw of the 30 training rows may say something else");
    expect(otherDifference(split, "before", "sum").better).toBe(2);
  });
  it("say where it should stand", () => {
    expect(answer(fresh({ [BEFORE]: 0.75 }), /stand/)).toMatch(
      /^Before relu: .* is 5\.0 points higher than after relu/,
    );
    expect(answer(fresh({ [AFTER]: 0.75 }), /stand/)).toMatch(/^After relu: .* is 5\.0 points lower than after relu/);
    expect(answer(sampleResults(), /stand/)).toMatch(
      /^Neither place is clearly better: .* not clearly different from after relu/,
    );
    expect(answer(fresh({ [AFTER_MEAN]: 0.75 }), /stand/)).toContain(
      "As a batch mean it is 5.0 points lower than after relu (",
    );
  });
  it("say how strong it should be, and what the test rows would have picked", () => {
    // of the ten coefficients before relu: 1e-4 is the sixth, 1e-3 the eighth
    const grid = (picked: number) =>
      sampleResults(undefined, (position) => ({
        test: { loss: 1, accuracy: position === picked ? 0.9 : 0.5 },
        fresh: { accuracy: { 5: 0.78, 6: 0.75, 7: 0.5 }[position] ?? 0.7 },
      }));
    expect(strengthOf(grid(5), "before")).toBe(
      "before relu, 1e-4 and 3e-4 do clearly better than 0, and 0.001 does clearly worse than 0; the highest mean, 0.780, is at 1e-4",
    );
    expect(strengthOf(grid(5), "after")).toContain(
      "no coefficient does clearly better than 0, and no coefficient does clearly worse than 0",
    );
    expect(answer(grid(5), /strong/)).toContain("would have picked 1e-4 before relu, the same.");
    expect(answer(grid(6), /strong/)).toContain(
      "would have picked 3e-4 before relu, which is 3.0 points lower on fresh points.",
    );
  });
  it("say how many seeds there were", () => {
    const one = sampleResults();
    const { conditions } = one.timing;
    const single = { ...one, timing: { ...one.timing, conditions: { ...conditions, seeds: [1] } } };
    expect(answer(single, /sure/)).toContain("no noise of seeds, for there is a single one");
    expect(answer(one, /sure/)).toContain("the noise of 2 seeds");
    expect(answer(one, /sure/)).toContain(
      "20,000 fresh points, whose standard error is 0.3 points; on the 70 test rows it is 5.5.",
    );
  });
});

describe("the claims of the published text", () => {
  const verdict = (results: Results, about: RegExp) => claims(results).find(({ subject }) => about.test(subject))!;
  const change = (position: number, run: Partial<Run>) => sampleResults((i) => (i === position ? run : {}));
  const activation = sampleResults().variants[BEFORE]!.runs[0]!.activation;
  const long = (results: Results): Results => ({
    ...results,
    timing: { ...results.timing, conditions: { ...results.timing.conditions, epochs: full.epochs } },
  });

  it.each([
    [/rises and then falls/, sampleResults(), "Holds", "higher before the end in 2 of 2 runs, by 10.0 points"],
    [
      /rises and then falls/,
      change(NONE, { peak: { accuracy: 0.7, epoch: 9 } }),
      "Does not hold",
      "in 0 of 2 runs, by 0.0 points",
    ],
    [
      /lifts test accuracy/,
      fresh({ [BEFORE]: 0.75 }),
      "Holds",
      "by 4.3 points on the test rows of one run; here, on fresh points, it is 5.0",
    ],
    [/lifts test accuracy/, fresh({ [BEFORE]: 0.65 }), "Does not hold", "5.0 points lower"],
    [/lifts test accuracy/, sampleResults(), "Cannot be told", "not clearly different"],
    [/more than the network reaches/, sampleResults(), "Holds", "accuracy is 0.800 on average at its best"],
    [
      /more than the network reaches/,
      change(NONE, { peak: { accuracy: 0.84, epoch: 9 } }),
      "Does not hold",
      "is 0.840 on average",
    ],
    [/goes on rising/, sampleResults(), "Does not hold", "in 2 of 2 runs, by 10.0 points"],
    [/goes on rising/, change(BEFORE, { peak: { accuracy: 0.1, epoch: 9 } }), "Holds", "in 0 of 2 runs"],
    [
      /sparse/,
      change(BEFORE, { activation: { ...activation, nearZeroShare: 0.8 } }),
      "Does not hold",
      "from 50 % to 50 %. What it does is to shrink: 80 %",
    ],
    [/sparse/, change(BEFORE, { activation: { ...activation, zeroShare: 0.9 } }), "Holds", "from 50 % to 90 %"],
    [
      /after relu makes it worse/,
      fresh({ [AFTER]: 0.65 }),
      "Holds as a sum only",
      "5.0 points lower (−5.9 to −4.1) as a sum",
    ],
    [/after relu makes it worse/, fresh({ [AFTER_MEAN]: 0.65 }), "Holds as a batch mean only", "as a batch mean"],
    [/after relu makes it worse/, fresh({ [AFTER]: 0.65, [AFTER_MEAN]: 0.65 }), "Holds", "5.0 points lower"],
    [/after relu makes it worse/, sampleResults(), "Does not hold", "not clearly different"],
    [/one run of each/, sampleResults(), "Does not hold", "0.829 and 0.786 are 3 of 70 test rows apart, or 4.3 points"],
    [/program shows this/, sampleResults(), "Cannot be told", "0.967"],
    [
      /program shows this/,
      long(change(BEFORE, { train: { loss: 1, accuracy: 0.97 } })),
      "Holds as a sum only",
      "ends at 0.970 here",
    ],
    [
      /program shows this/,
      long(change(BEFORE_MEAN, { train: { loss: 1, accuracy: 0.96 } })),
      "Holds as a batch mean only",
      "mean at 0.960",
    ],
  ] as const)("%s: %#", (about, results, word, figures) => {
    const { subject, text } = verdict(results, about);
    expect(subject.startsWith(`${word}: `)).toBe(true);
    expect(text).toContain(figures);
  });
});

it("the distance from Keras is of the means over the seeds that both ran", () => {
  // Keras's seeds 1 and 2 without a penalty: 0.8 and 0.743 on the test rows, 0.774 and 0.776 on fresh points
  const near = sampleResults((position, run) => {
    const keras = sampleResults().reference.keras.variants[position];
    const other = sampleResults().reference.keras.fresh[position];
    return keras
      ? { test: { loss: 1, accuracy: keras.test[run]! }, fresh: { accuracy: other?.accuracy[run] ?? 0.7 } }
      : {};
  });
  expect(agreement(near)).toContain(
    "at most 0.0 points apart on the 70 test rows, where one row is 1.4 points, and at most 0.0 points",
  );
  expect(agreement(sampleResults())).toContain("at most 11.5 points apart on the 70 test rows");
  expect(agreement(near)).toContain("Keras was run for 4,000 epochs, this study for 40: they do not compare.");
});

describe("the report", () => {
  const plot: Plot = { alt: "a plot", width: 1, height: 1, svg: "<svg/>" };
  const text = (results: Results) => {
    const all = results.variants.map(() => plot);
    const plots = {
      data: plot,
      coefficient: plot,
      sparsity: plot,
      accuracy: all.slice(0, 5),
      boundary: all,
      activation: all,
    };
    const html = renderReport(results, plots);
    return html
      .slice(html.indexOf("<main>"))
      .replace(/<img [^>]*>/g, "")
      .replace(/<[^>]+>/g, " ")
      .replaceAll("&nbsp;", " ");
  };
  /** Every number but those of conditions, moved by a little, so that no rounding of it stays. */
  const moved = (value: unknown, by: number): unknown => {
    if (typeof value === "number") return value * (1 + by) + by / 7;
    if (Array.isArray(value)) return value.map((v, i) => moved(v, by + i * 0.0137));
    if (typeof value !== "object" || value === null) return value;
    const kept = ["coefficient", "hidden", "penalizedLayers", "seeds", "seed", "randomState", "stopping"];
    return Object.fromEntries(
      Object.entries(value).map(([key, v], i) => [key, kept.includes(key) ? v : moved(v, by + (i % 7) * 0.0071)]),
    );
  };
  /** Each figure with what is said before it. */
  const decimals = (said: string) =>
    new Set(
      [...said.matchAll(/\d+\.\d+/g)].map(({ 0: figure, index }) => {
        const before = said
          .slice(Math.max(0, index - 60), index)
          .replace(/\d+/g, "#")
          .replace(/\s+/g, " ");
        return `${before}|${figure}`;
      }),
    );

  it("has no figure that stays when all results change, but for versions, bounds and options", () => {
    const before = sampleResults((position, run) => moved(sampleResults().variants[position]!.runs[run], 0.013) as Run);
    // of several changes, for two figures may be equal by chance
    const after = [-0.31, -0.23, -0.17, -0.11, -0.07].map((by) => decimals(text(moved(before, by) as Results)));
    const stay = [...decimals(text(before))]
      .filter((figure) => after.every((figures) => figures.has(figure)))
      .map((figure) => figure.split("|").at(-1)!);
    const constants = [
      // which Keras means what, and what measured it
      ...["2.3", "3.0", "3.13", "2.4", "2.15", "3.14", "3.15", "0.10"],
      // what near zero means; coefficients and the target of KL sparsity; Node's version
      ...["0.001", "0.01", "0.0001", "0.003", "0.05", "20.19"],
    ];
    expect(stay.filter((figure) => !constants.includes(figure))).toEqual([]);
    expect(decimals(text(before)).size).toBeGreaterThan(80);
  });
  it("tells of every variant, and where a run is short, that it is not the study", () => {
    const said = text(sampleResults());
    for (const { label } of sampleResults().variants) expect(said).toContain(label);
    expect(said).toContain("A short run: the study has 4,000 epochs");
    expect(said).not.toMatch(/undefined|NaN|\[object/);
  });
});
