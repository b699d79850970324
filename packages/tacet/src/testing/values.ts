/** Numbers of tensors on the reference backend, variables included, for tests. */
import type { Tensor } from "@tacet/compiler";
import "../engine.ts";
import "../reference.ts";

export const valuesOf = async (x: Tensor): Promise<number[]> => Array.from(await x.data());
