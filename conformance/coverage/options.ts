/** Which options of Keras's classes tacet's have not: asked of the tables that check options, which refuse unknown names. */
import { byName, type Reasons } from "./absent.ts";
import type { Family, Row } from "./families.ts";
import { camelCase } from "./names.ts";

/** Why options are absent, by reason: a name, or "Class.name" for one class. */
const absentOptions: Reasons = {
  "the shape of the output is found by calling the function": "Lambda.output_shape",
  "write a layer with a computeMask": "Lambda.mask",
  "weights are not quantized, nor trained in low rank":
    "lora_rank lora_alpha gptq_unpacked_column_size quantization_config",
  "the batch is of any size": "batch_size",
  "tensors are dense": "sparse ragged",
  "apply layers to the tensor": "Input.tensor InputLayer.input_tensor",
  "all inputs of a model are given": "optional",
  "Keras takes it and makes no use of it": "Bidirectional.weights",
  "strings are JavaScript's, and places int32": "encoding IntegerLookup.vocabulary_dtype",
};
export const optionReasons = byName(absentOptions);

/** Options that tacet gives another name. */
const renamed: Readonly<Record<string, string>> = {};

/** Whether a thing takes an option; what else it needs makes no difference. */
function takes(family: Family, path: string, option: string): boolean {
  const thing = family.ours[path];
  const options = { [option]: undefined };
  try {
    if (family.call) family.call(thing, options);
    else (thing as (options: object) => unknown)(options);
  } catch (error) {
    return !String(error).includes(`there is no option ${JSON.stringify(option)}`);
  }
  return true;
}

/** Whether the thing checks its options at all, which the question above rests on. */
export const refusesUnknown = (family: Family, { ours }: Row): boolean =>
  ours === undefined || !takes(family, ours, "noSuchOption");

export interface AbsentOption {
  readonly option: string;
  readonly reason: string | undefined;
}
/** What Keras's class can be given and tacet's can't. */
export function missingOptions(family: Family, { name, ours, goldens, options }: Row): AbsentOption[] {
  if (ours === undefined || goldens === undefined) return [];
  return options
    .filter((option) => !takes(family, ours, renamed[`${name}.${option}`] ?? camelCase(option)))
    .map((option) => ({ option, reason: optionReasons.get(`${name}.${option}`) ?? optionReasons.get(option) }));
}
