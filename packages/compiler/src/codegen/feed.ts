/** Gathers rows of resident data into a program's input. */
import { add, apply, constant, defineFunction, i32, load, mul, scalar, vector } from "./builder.ts";

/** (order, begin, count, source, target, rowBytes): row `order[begin + i]` goes to row i. */
export const feedFunction = defineFunction(
  "feed",
  [
    ["order", i32],
    ["begin", i32],
    ["count", i32],
    ["source", i32],
    ["target", i32],
    ["rowBytes", i32],
  ],
  (block, order, begin, count, source, target, rowBytes) => {
    const whole = block.let(apply("and", rowBytes, constant(-16)));
    const wide = vector("i32", 4);
    block.loop(constant(0), count, constant(1), (i, body) => {
      const row = body.let(load(i32, body.let(add(order, mul(add(begin, i), constant(4))))));
      const from = body.let(add(source, mul(row, rowBytes)));
      const to = body.let(add(target, mul(i, rowBytes)));
      body.loop(constant(0), whole, constant(16), (at, inner) =>
        inner.store(inner.let(add(to, at)), 0, load(wide, inner.let(add(from, at)))),
      );
      body.loop(whole, rowBytes, constant(4), (at, inner) =>
        inner.store(inner.let(add(to, at)), 0, load(scalar("i32"), inner.let(add(from, at)))),
      );
    });
  },
);
