/** Compiled against the packed declarations, by a project with settings of its own. */
import { layers, sequential, type Tensor } from "tacet";

const model = sequential();
model.add(layers.dense({ units: 1, inputDim: 2, activation: "sigmoid" }));
// @ts-expect-error: a typo in an identifier does not compile
model.add(layers.dense({ units: 1, activation: "sigmiod" }));
export const predict = async (x: Tensor): Promise<unknown> => model.predict(x);
