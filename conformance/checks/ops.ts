/** Checks of ops: values, shapes, types and gradients. */
import { gradients, Tensor, traceStep, Variable, type Node } from "@tacet/compiler";
import { formatShape } from "@tacet/compiler";
import * as tacet from "tacet";
import { expect } from "vitest";
import { decode, decodeTensor, expectClose, type Case, type Encoded } from "../golden.ts";
import { sessions } from "../sessions.ts";

interface OpCase extends Case {
  readonly op: keyof typeof tacet.ops;
  readonly arguments: readonly unknown[];
  readonly cotangents: readonly (Encoded | null)[];
  readonly values: readonly Encoded[];
  readonly gradient: readonly Encoded[];
}
type Op = (...given: unknown[]) => Tensor | readonly Tensor[];
const isEncoded = (x: unknown): x is Encoded => typeof x === "object" && x !== null && "data" in x;

export async function checkOp(given: Case): Promise<void> {
  const golden = given as OpCase;
  const op = tacet.ops[golden.op] as Op;
  for (const session of sessions) {
    const variables: Variable[] = [];
    const argument = (x: unknown): unknown => {
      if (Array.isArray(x)) return x.map(argument);
      if (typeof x === "object" && x !== null && "number" in x) return Number(x.number);
      if (!isEncoded(x)) return x;
      if (!x.dtype.startsWith("float")) return decodeTensor(x);
      const variable = new Variable({ name: "x", shape: x.shape, dtype: x.dtype, value: decode(x) });
      variables.push(variable);
      return variable.tensor;
    };
    let results: readonly Tensor[] = [];
    const { graph, states } = traceStep([], () => {
      const found = op(...golden.arguments.map(argument));
      results = found instanceof Tensor ? [found] : found;
      const weighted = results.flatMap((y, i) => {
        const cotangent = golden.cotangents[i];
        return cotangent ? [tacet.ops.sum(y.mul(decodeTensor(cotangent)))] : [];
      });
      const total = weighted.reduce<Tensor | undefined>((sum, y) => sum?.add(y) ?? y, undefined);
      const wanted: Node[] = golden.gradient.length === 0 ? [] : variables.map((v) => v.node);
      const derived = total && wanted.length > 0 ? gradients(total.node, wanted) : [];
      return [...results, ...derived.map((node) => new Tensor(node))];
    });
    const described = results.map((y) => `${y.dtype}${formatShape(y.shape)}`);
    expect(described, session.engine).toEqual(golden.values.map((v) => `${v.dtype}${formatShape(v.shape)}`));
    const bound = session.bind(
      graph,
      states.map((state) => state.buffer(session)),
      1,
    );
    for (let done = bound.step(1); !done;) done = bound.resume();
    [...golden.values, ...golden.gradient].forEach((expected, i) => {
      const isValue = i < golden.values.length;
      const what = isValue ? `value ${i}` : `gradient ${i - golden.values.length}`;
      expectClose(bound.output(i), expected, isValue ? 1e-6 : 2e-6, `${session.engine}: ${what}`);
    });
    session.unbind(bound);
    for (const state of states) state.detach();
  }
}
