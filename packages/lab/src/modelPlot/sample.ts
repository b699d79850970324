/** A model that has what pictures of models have to show; for tests. */
import { clearSession, input, layers, model, ops, sequential, type Functional, type Tensor } from "tacet";

/** Two inputs through one encoder, a layer that takes its own output, ops, and a nested model of two inputs. */
export function siamese(shared = "shared"): Functional<readonly [Tensor, Tensor], readonly [Tensor, Tensor]> {
  clearSession();
  const encoder = sequential({
    name: "encoder",
    layers: [
      layers.dense({ units: 16, inputDim: 8, name: "wide" }),
      layers.dropout({ rate: 0.2, name: "drop" }),
      layers.dense({ units: 4, name: "narrow" }),
    ],
  });
  const [first, second] = [input({ shape: [4], name: "first" }), input({ shape: [4], name: "second" })];
  const joined = layers.concatenate({ name: "join" }).apply([first, second]);
  const out = layers.dense({ units: 2, name: "out" }).apply(joined);
  const head = model({ name: "head", inputs: [first, second], outputs: out });

  const [left, right] = [input({ shape: [8], name: "left" }), input({ shape: [8], name: "right" })];
  const [codeLeft, codeRight] = [encoder.apply(left), encoder.apply(right)];
  const again = layers.dense({ units: 4, name: shared });
  const apart = ops.abs(codeLeft.sub(codeRight));
  return model({
    name: "siamese",
    inputs: [left, right],
    outputs: [
      layers.dense({ units: 1, activation: "sigmoid", name: "distance" }).apply(apart),
      head.apply([again.apply(again.apply(codeLeft)), codeRight]),
    ],
  });
}
