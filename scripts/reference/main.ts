/**
 * Writes docs/reference, the first half of `npm run docs`: what each function of a family takes. Fails where a function
 * or an option has no docstring.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pages, type Titles } from "./page.ts";
import { readReference } from "./read.ts";

const titles: Titles = {
  layers: { title: "Layers", one: "layer", text: "What models are made of." },
  activations: {
    title: "Activations",
    one: "activation",
    text: "Functions of a tensor. A layer takes one, or its name, as `activation`.",
  },
  losses: { title: "Losses", one: "loss", text: "What training makes small: the `loss` of `compile`, or its name." },
  metrics: {
    title: "Metrics",
    one: "metric",
    text: "What is measured beside the loss: the `metrics` of `compile`, or their names.",
  },
  optimizers: {
    title: "Optimizers",
    one: "optimizer",
    text: "How weights change: the `optimizer` of `compile`, or its name.",
  },
  schedules: {
    title: "Learning rate schedules",
    one: "schedule",
    text: "What a learning rate follows: the `learningRate` of an optimizer.",
  },
  callbacks: { title: "Callbacks", one: "callback", text: "What acts while a model trains: the `callbacks` of `fit`." },
  regularizers: {
    title: "Regularizers",
    one: "regularizer",
    text: "Penalties on weights, and on what layers put out: `kernelRegularizer`, `activityRegularizer` and their like.",
  },
  initializers: {
    title: "Initializers",
    one: "initializer",
    text: "What weights begin as: `kernelInitializer` and its like.",
  },
  constraints: {
    title: "Constraints",
    one: "constraint",
    text: "What weights become after each update: `kernelConstraint` and its like.",
  },
  preprocessing: { title: "Preprocessing", one: "function", text: "What is done to data before a model sees it." },
  datasets: { title: "Datasets", one: "dataset", text: "Data made, not loaded: scikit-learn's, number for number." },
  random: { title: "Random draws", one: "draw", text: "Random tensors, and the seed of everything random." },
};

const reference = readReference(Object.keys(titles));
for (const name of reference.missing) {
  console.error(`${name} has no docstring that says more than a default: write one, the reference is made of them.`);
}
const folder = resolve(import.meta.dirname, "../../docs/reference");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [file, page] of pages(reference, titles)) writeFileSync(join(folder, file), page);
process.exitCode = reference.missing.length > 0 ? 1 : 0;
