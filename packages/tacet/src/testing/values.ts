/** Numbers of tensors on the reference backend, variables included, for tests. */
import { evaluateWith, setEvaluator, type Tensor } from "@tacet/compiler";

setEvaluator((node, states) => evaluateWith([node], states)[0]!);

export const valuesOf = async (x: Tensor): Promise<number[]> => Array.from(await x.data());
