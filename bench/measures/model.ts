/** How a model of layers is timed while it trains. */
import type { SessionMemory } from "@tacet/compiler";
import type { Model, Tensor } from "tacet";
import { session } from "../../packages/tacet/src/engine.ts";
import { timed, type Training } from "./timing.ts";

export interface Rounds {
  readonly batchSize: number;
  readonly stepsPerRound: number;
  /** Default 5. */
  readonly rounds?: number;
}

/** The memory of the engine at the end of a fit, while its data is still there. */
export async function fitMemory(
  fit: (callbacks: { onTrainEnd: () => void }) => Promise<unknown>,
): Promise<SessionMemory> {
  let memory: SessionMemory | undefined;
  await fit({ onTrainEnd: () => void (memory = session().memory()) });
  if (!memory) throw new Error("unreachable");
  return memory;
}

/** Milliseconds a training step. */
export async function modelStep(
  model: Model,
  { x, y }: { readonly x: Tensor; readonly y: Tensor },
  { batchSize, stepsPerRound, rounds = 5 }: Rounds,
): Promise<Training> {
  const options = { batchSize, epochs: 1, verbose: 0 } as const;
  const timing = await timed(rounds, stepsPerRound, async () => {
    await model.fit(x, y, options);
  });
  return { ...timing, wasm: await fitMemory((callbacks) => model.fit(x, y, { ...options, callbacks })) };
}
