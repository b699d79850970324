/** Defects of layers that convolve, pool, recur, attend and look up, and of masks: a part of list.ts. */
import { compiler, tacet, type Defect } from "./defect.ts";

const convolutions: readonly Defect[] = [
  {
    name: "causal padding stands behind the steps",
    file: `${tacet}/layers/convolution/sliding.ts`,
    find: "= [this.reach[0]! - 1, 0];",
    replace: "= [0, this.reach[0]! - 1];",
  },
  {
    name: 'the odd zero of "same" stands before',
    file: `${compiler}/ops/spatial.ts`,
    find: "low: totals.map((t) => Math.floor(t / 2)), high: totals.map((t) => Math.ceil(t / 2))",
    replace: "low: totals.map((t) => Math.ceil(t / 2)), high: totals.map((t) => Math.floor(t / 2))",
  },
  {
    name: '"same" pads by the kernel, whatever the strides',
    file: `${compiler}/ops/spatial.ts`,
    find: "const reach = (Math.ceil(extent / w.stride) - 1) * w.stride + (w.size - 1) * w.dilation + 1;",
    replace: "const reach = extent - 1 + (w.size - 1) * w.dilation + 1;",
  },
  {
    name: 'a convolution with "same" is not dilated',
    file: `${tacet}/layers/convolution/conv.ts`,
    find: "this.strides, padding, this.dataFormat, this.dilationRate)",
    replace: 'this.strides, padding, this.dataFormat, padding === "same" ? 1 : this.dilationRate)',
  },
  {
    name: "the filters of groups alternate",
    file: `${compiler}/ops/convolution.ts`,
    find: "const kernels = build.reshape(w, [...w.shape.slice(0, spatial + 1), groups, filters / groups]);",
    replace: `const mixed = build.reshape(w, [...w.shape.slice(0, spatial + 1), filters / groups, groups]);
  const kernels = build.permute(mixed, [...range(0, spatial + 1), spatial + 2, spatial + 1]);`,
  },
  {
    name: 'a transposed convolution with "same" cuts the odd element off behind',
    file: `${compiler}/ops/convolution.ts`,
    find: "Math.max(0, r - 1 - Math.ceil(around / 2))",
    replace: "Math.max(0, r - 1 - Math.floor(around / 2))",
  },
  {
    name: "the kernel that mixes channels is not penalized",
    file: `${tacet}/layers/convolution/separableConv.ts`,
    find: 'this.addWeight({ name: "pointwise_kernel", shape, ...this.#pointwise })',
    replace: 'this.addWeight({ name: "pointwise_kernel", shape, ...this.#pointwise, regularizer: undefined })',
  },
  {
    name: "average pooling counts what it pads",
    file: `${compiler}/ops/pooling.ts`,
    find: 'if (padding === "valid") return s.div(sums,',
    replace: 'if (padding !== ("never" as string)) return s.div(sums,',
  },
  {
    name: "max pooling pads with zeros",
    file: `${compiler}/ops/pooling.ts`,
    find: "windowed(x, windows, -Infinity)",
    replace: "windowed(x, windows, 0)",
  },
  {
    name: "parts of adaptive pooling do not overlap",
    file: `${compiler}/ops/pooling.ts`,
    find: "Math.ceil(((i + 1) * extent) / count) - start",
    replace: "Math.max(1, Math.floor(((i + 1) * extent) / count) - start)",
  },
  {
    name: "the mean over steps counts those that the mask leaves out",
    file: `${tacet}/layers/pooling/globalPooling.ts`,
    find: "if (!mask) return super.call(x, options);",
    replace: "return super.call(x, options);",
  },
];

const recurrences: readonly Defect[] = [
  {
    name: "gates of LSTM lie in the order i, f, o, g",
    file: `${tacet}/layers/recurrent/lstm.ts`,
    find: "const [i, f, g, o] = z.split(4, axis)",
    replace: "const [i, f, o, g] = z.split(4, axis)",
  },
  {
    name: "the bias of the input gate starts at 1",
    file: `${tacet}/layers/recurrent/lstm.ts`,
    find: "[part([units]), ops.ones([units], dtype), part([2 * units])]",
    replace: "[ops.ones([units], dtype), part([units]), part([2 * units])]",
  },
  {
    name: "the update gate of GRU lets the candidate in",
    file: `${tacet}/layers/recurrent/gru.ts`,
    find: "z.mul(h).add(z.neg().add(1).mul(candidate))",
    replace: "z.mul(candidate).add(z.neg().add(1).mul(h))",
  },
  {
    name: "the reset gate spares the second bias",
    file: `${tacet}/layers/recurrent/gru.ts`,
    find: "gate(xr.add(hr)).mul(hh)",
    replace:
      "gate(xr.add(hr)).mul(hh).add(stateBias ? gate(xr.add(hr)).neg().add(1).mul(stateBias.split(3, -1)[2]!) : 0)",
  },
  {
    name: "the reset gate always comes after the product",
    file: `${tacet}/layers/recurrent/gru.ts`,
    find: `const reset = gate(xr.add(hr)).mul(kept);
    return mixed(gate(xz.add(hz)), h, this.activation(xh.add(reset.matmul(kernels[1]))));`,
    replace: `const reset = gate(xr.add(hr)).mul(kept.matmul(kernels[1]));
    return mixed(gate(xz.add(hz)), h, this.activation(xh.add(reset)));`,
  },
  {
    name: "steps that a mask leaves out change states",
    file: `${tacet}/layers/recurrent/rnn.ts`,
    find: "next = next.map((s, i) => where(valid, s, states[i]!));",
    replace: "",
  },
  {
    name: "steps that a mask leaves out put out zeros",
    file: `${tacet}/layers/recurrent/rnn.ts`,
    find: "const instead = zero ? y.zerosLike()",
    replace: "const instead = valid ? y.zerosLike()",
  },
  {
    name: "a layer that goes backwards reads forwards",
    file: `${tacet}/layers/recurrent/rnn.ts`,
    find: "{ reverse: this.goBackwards },",
    replace: "{},",
  },
  {
    name: "a layer that goes backwards puts out steps in their order",
    file: `${tacet}/layers/recurrent/rnn.ts`,
    find: "timeFirst(this.goBackwards ? all.flip(0) : all)",
    replace: "timeFirst(all)",
  },
  {
    name: "the backward outputs of a bidirectional layer are not turned round",
    file: `${tacet}/layers/recurrent/bidirectional.ts`,
    find: "this.returnSequences ? backward[0]!.flip(1) : backward[0]!",
    replace: "backward[0]!",
  },
  {
    name: "a bidirectional layer puts the backward outputs first",
    file: `${tacet}/layers/recurrent/bidirectional.ts`,
    find: "ops.concatenate([a, b], -1)",
    replace: "ops.concatenate([b, a], -1)",
  },
  {
    name: "recurrent dropout drops what an LSTM puts out, not what it takes",
    file: `${tacet}/layers/recurrent/lstm.ts`,
    find: `this.product(h, this.recurrentKernel!.tensor, recurrent));
    return remember(this.bias ? z.add(this.bias.tensor) : z, c, this, -1);`,
    replace: `this.product(h, this.recurrentKernel!.tensor, []));
    const [y, next, memory] = remember(this.bias ? z.add(this.bias.tensor) : z, c, this, -1) as [Tensor, Tensor, Tensor];
    const drop = (t: Tensor): Tensor => (recurrent[0] ? t.mul(recurrent[0]) : t);
    return [drop(y), drop(next), memory];`,
  },
  {
    name: "recurrent dropout draws one mask for all gates",
    file: `${tacet}/layers/recurrent/lstm.ts`,
    find: "implementation === 1 || recurrentDropout !== 0 ? gates : 1",
    replace: "implementation === 1 && recurrentDropout >= 0 ? gates : 1",
  },
  {
    name: "masks of recurrent dropout are drawn in training only",
    file: `${tacet}/layers/recurrent/kernelCell.ts`,
    find: "const { masks: count, dropsAll } = this.#facts;",
    replace: `const { masks: count, dropsAll } = this.#facts;
    if (!training) return noMasks;`,
  },
  {
    name: "recurrent kernels are not penalized",
    file: `${tacet}/layers/recurrent/kernelCell.ts`,
    find: "weightSpec(recurrentInitializer, recurrentRegularizer,",
    replace: "weightSpec(recurrentInitializer, undefined,",
  },
  {
    name: "recurrent kernels start as other kernels do",
    file: `${tacet}/layers/recurrent/kernelCell.ts`,
    find: "recurrentInitializer = new Orthogonal(),",
    replace: `recurrentInitializer = "glorot_uniform",`,
  },
  {
    name: "the activity penalty of a sequence is that of its last step",
    file: `${tacet}/layers/layer.ts`,
    find: "naming(this.label, () => regularizer.call(output));",
    replace:
      "naming(this.label, () => regularizer.call(output.rank === 3 ? output.take((output.shape[1] as number) - 1, 1) : output));",
  },
];

const attention: readonly Defect[] = [
  {
    name: "scores are scaled by the width of all heads",
    file: `${tacet}/layers/attention/headAttention.ts`,
    find: "const scale = 1 / Math.sqrt(keyDim);",
    replace: "const scale = 1 / Math.sqrt(keyDim * heads);",
  },
  {
    name: "a causal mask hides a query's own place",
    file: `${tacet}/layers/attention/masks.ts`,
    find: "return query.greaterEqual(key);",
    replace: "return query.greater(key).logicalOr(query.equal(key).logicalAnd(key.equal(0)));",
  },
  {
    name: "fused attention that is causal sees one step ahead",
    file: `${compiler}/ops/normalization.ts`,
    find: 's.le(build.iota(scores.shape, 3, "int32"), build.iota(scores.shape, 2, "int32"))',
    replace: 's.le(build.iota(scores.shape, 3, "int32"), s.add(build.iota(scores.shape, 2, "int32"), 1))',
  },
  {
    name: "heads take keys in turn",
    file: `${compiler}/ops/normalization.ts`,
    find: `const spread = build.broadcast(x, [b, t, g, heads / groups, d], [0, 1, 2, 4]);`,
    replace: `const spread = build.broadcast(x, [b, t, heads / groups, g, d], [0, 1, 3, 4]);`,
  },
  {
    name: "additive attention takes the mean over the width",
    file: `${tacet}/layers/attention/additiveAttention.ts`,
    find: ".sum(-1);",
    replace: ".mean(-1);",
  },
  {
    name: "attention without heads scales by the root of the width",
    file: `${tacet}/layers/attention/attention.ts`,
    find: "const scores = query.matmul(key.swapaxes(-2, -1));",
    replace: "const scores = query.matmul(key.swapaxes(-2, -1)).div(Math.sqrt(query.shape.at(-1) as number));",
  },
  {
    name: "attention drops scores before the softmax",
    file: `${tacet}/layers/attention/attention.ts`,
    find: "dropped(softmax, this.dropout, this.#generator) : softmax;",
    replace: "ops.softmax(dropped(scores, this.dropout, this.#generator), -1) : softmax;",
  },
  {
    name: "masked queries attend",
    file: `${tacet}/layers/attention/attention.ts`,
    find: "const output = queryMask ?",
    replace: "const output = queryMask && queryMask.rank < 0 ?",
  },
];

const masks: readonly Defect[] = [
  {
    name: "masked values are attended to",
    file: `${tacet}/layers/attention/attention.ts`,
    find: 'valueMask && this.#fitting("value", valueMask, scores.shape),',
    replace: "undefined,",
  },
  {
    name: "index 0 masks nothing",
    file: `${tacet}/layers/embedding.ts`,
    find: "this.maskZero ? x.notEqual(0) : undefined",
    replace: "this.maskZero ? x.notEqual(0).logicalOr(true) : undefined",
  },
  {
    name: "the row of a masked index is zeros",
    file: `${tacet}/layers/embedding.ts`,
    find: "const rows = this.embeddings!.tensor.take(index, 0);",
    replace: `const found = this.embeddings!.tensor.take(index, 0);
    const rows = this.maskZero ? ops.where(index.notEqual(0).expandDims(-1), found, 0) : found;`,
  },
  {
    name: "steps that a mask leaves out shrink a loss's mean",
    file: `${tacet}/losses/loss.ts`,
    find: 'reduction === "mean" || reduction === "sum_over_batch_size"\n      ? ops',
    replace: 'reduction === ("never" as string)\n      ? ops',
  },
  {
    name: "metrics count steps that a mask leaves out",
    file: `${tacet}/metrics/meanMetric.ts`,
    find: "applyMask(sampleWeight?.cast(this.dtype), maskOf(yPred), this.dtype",
    replace: "applyMask(sampleWeight?.cast(this.dtype), undefined, this.dtype",
  },
];

export const layerDefects: readonly Defect[] = [...convolutions, ...recurrences, ...attention, ...masks];
