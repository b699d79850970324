/** Checks of initializers. */
import * as tacet from "tacet";
import { expectClose, expectExact, type Case, type Encoded } from "../golden.ts";

type InitializerCase = Case &
  (
    | { readonly shared: true; readonly globalSeed: number; readonly values: readonly Encoded[] }
    | {
        readonly shared?: undefined;
        readonly initializer: string;
        readonly options: object;
        readonly globalSeed: number | null;
        readonly exact: boolean;
        readonly values: readonly Encoded[];
      }
  );

/** Uniform and constant ones exactly, those through erfinv or a QR within 1e-6. */
export async function checkInitializer(given: Case): Promise<void> {
  const golden = given as InitializerCase;
  if (golden.globalSeed !== null) tacet.setRandomSeed(golden.globalSeed);
  if (golden.shared) {
    const first = tacet.initializers.glorotUniform();
    tacet.initializers.zeros();
    const second = tacet.initializers.heUniform();
    [first, first, second, first].forEach((one, i) => {
      const expected = golden.values[i]!;
      expectExact(one.call(expected.shape), expected, `call ${i}`);
    });
    return;
  }
  // Any of them: the options that JSON holds fit the one it names.
  const factory = tacet.initializers[golden.initializer as "varianceScaling"];
  for (const expected of golden.values) {
    const values = factory(golden.options).call(expected.shape);
    const what = `shape [${expected.shape.join(", ")}]`;
    if (golden.exact) expectExact(values, expected, what);
    else expectClose(values, expected, 1e-6, what);
  }
}
