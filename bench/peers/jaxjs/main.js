/**
 * One workload in jax-js on its WebAssembly backend: `node main.js WORKLOAD`.
 * The dense networks with their penalties, without validation; it has no scan
 * for the LSTM. Prints milliseconds a step as one line of JSON.
 */
if (!globalThis.navigator) {
  Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 2 }, configurable: true });
}
const jax = await import("@jax-js/jax");
const { init, numpy: np, nn, jit, grad, random, tree, defaultDevice, blockUntilReady } = jax;
await init();
defaultDevice("wasm");

const workloads = {
  caseStudy: { sizes: [2, 500, 1], batch: 30, loss: "binary", steps: 300 },
  regressor: { sizes: [1328, 442, 147, 50, 1], batch: 32, loss: "squared", steps: 20 },
  mnistMlp: { sizes: [784, 512, 512, 10], batch: 128, loss: "categorical", steps: 20 },
  autoencoder: { sizes: [512, 4096, 512], batch: 256, loss: "squared", steps: 3 },
};
const { sizes, batch, loss, steps } = workloads[process.argv[2]];

const initial = sizes.slice(1).map((n, i) => ({
  w: random.normal(random.key(i), [sizes[i], n]).mul(Math.sqrt(2 / (sizes[i] + n))),
  b: np.zeros([n]),
}));
const x = random.normal(random.key(100), [batch, sizes[0]]);
const y = loss === "squared" ? random.normal(random.key(101), [batch, sizes.at(-1)]) : np.zeros([batch, sizes.at(-1)]);

// jax-js counts references by hand: an operand is consumed unless it is passed as `.ref`.
const losses = {
  squared(output, target) {
    const difference = output.sub(target);
    return np.mean(difference.ref.mul(difference));
  },
  binary(output, target) {
    target.dispose?.();
    return np.mean(np.log(np.add(np.subtract(1, nn.sigmoid(output)), 1e-7))).neg();
  },
  categorical: (output, target) => np.mean(np.sum(nn.logSoftmax(output).mul(target), -1)).neg(),
};
function objective(weights, inputs, target) {
  let hidden = inputs;
  let penalty;
  weights.forEach(({ w, b }, i) => {
    hidden = np.matmul(hidden, w).add(b);
    if (i + 1 === weights.length) return;
    hidden = nn.relu(hidden);
    const part = np.sum(np.abs(hidden.ref)).mul(1e-4 / batch);
    penalty = penalty ? penalty.add(part) : part;
  });
  return losses[loss](hidden, target).add(penalty);
}
const step = jit((weights, m, v, inputs, target) => {
  const gradient = grad(objective)(tree.ref(weights), inputs, target);
  const first = tree.map((slot, g) => slot.mul(0.9).add(g.ref.mul(0.1)), m, tree.ref(gradient));
  const second = tree.map((slot, g) => slot.mul(0.999).add(g.ref.mul(g).mul(0.001)), v, gradient);
  const next = tree.map(
    (w, a, b) => w.sub(a.mul(1e-3).div(np.sqrt(b).add(1e-7))),
    weights,
    tree.ref(first),
    tree.ref(second),
  );
  return [next, first, second];
});

let state = [initial, ...[0, 0].map(() => tree.map((w) => np.zerosLike(w), tree.ref(initial)))];
async function train(count) {
  for (let i = 0; i < count; i++) {
    state = step(...state, x.ref, y.ref);
    await blockUntilReady(state[0]);
  }
}
await train(2);
let best = Infinity;
for (let round = 0; round < 3; round++) {
  const begin = performance.now();
  await train(steps);
  best = Math.min(best, (performance.now() - begin) / steps);
}
console.log(JSON.stringify({ best, peakMemory: process.resourceUsage().maxRSS * 1024 }));
process.exit(0);
