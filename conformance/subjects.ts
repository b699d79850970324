/** The subjects of the goldens, and the check that reads each one's cases. */
import { checkActivation } from "./checks/activations.ts";
import { checkConstraint } from "./checks/constraints.ts";
import { checkDataset } from "./checks/datasets.ts";
import { checkInitializer } from "./checks/initializers.ts";
import { checkLoss } from "./checks/losses.ts";
import { checkOp } from "./checks/ops.ts";
import { checkPreprocessing } from "./checks/preprocessing.ts";
import { checkProgram } from "./checks/programs.ts";
import { checkRegularizer } from "./checks/regularizers.ts";
import { checkSchedule } from "./checks/schedules.ts";
import { checkSeed } from "./checks/seeds.ts";
import type { Case } from "./golden.ts";

const exact = checkProgram({ curve: false });
const curve = checkProgram({ curve: true });

interface Subject {
  readonly check: (given: Case) => Promise<void>;
  /** What the test's name says about accuracy. */
  readonly bound: string;
  /** Why no fresh sample of it is made, where none is. */
  readonly stored?: string;
}
export const subjects: Readonly<Record<string, Subject>> = {
  activations: { check: checkActivation, bound: "value and gradient within 1e-6, in float64 within 1e-12" },
  ops: { check: checkOp, bound: "values within 1e-6, gradients within 2e-6, shapes and types exactly" },
  losses: { check: checkLoss, bound: "value and gradient within 1e-6, in float64 within 1e-12" },
  regularizers: { check: checkRegularizer, bound: "value and gradient within 1e-6, in float64 within 1e-12" },
  constraints: { check: checkConstraint, bound: "values within 1e-6, in float64 within 1e-12" },
  initializers: { check: checkInitializer, bound: "uniform ones exactly, others within 1e-6" },
  seeds: { check: checkSeed, bound: "integers and uniform draws exactly, others within 1e-6" },
  datasets: {
    check: checkDataset,
    bound:
      "integers, the case study's circles and what is only scaled or moved exactly, others within 2.3e-16, sums within 2e-15",
  },
  metrics: { check: exact, bound: "within 1e-6" },
  counts: { check: exact, bound: "within 1e-6, in float64 within 1e-9" },
  optimizers: {
    check: exact,
    bound: "every step's weights within 1e-6, in float64 those and the optimizer's variables within 1e-9",
  },
  schedules: { check: checkSchedule, bound: "rates within 1e-6 of the largest" },
  layers: { check: exact, bound: "output, loss and gradient within 1e-6" },
  preprocessing: {
    check: checkPreprocessing,
    bound: "vocabularies, places and counts exactly, others within 1e-6",
    stored: "Keras needs TensorFlow for it",
  },
  penalties: { check: exact, bound: "losses and weights within 1e-6" },
  functional: { check: exact, bound: "losses, metrics, weights and predictions within 1e-6" },
  masks: { check: exact, bound: "losses, metrics, weights and predictions within 1e-6" },
  convolution: { check: exact, bound: "output, loss and gradient within 1e-6, in float64 within 1e-9" },
  pooling: { check: exact, bound: "output, loss and gradient within 1e-6" },
  recurrent: { check: exact, bound: "losses, gradients, weights and predictions within 1e-6, in float64 within 1e-9" },
  attention: { check: exact, bound: "losses, weights and predictions within 1e-6, in float64 within 1e-9" },
  trainer: { check: exact, bound: "losses, metrics and weights within 1e-6" },
  streamed: { check: exact, bound: "losses, metrics and weights within 1e-6" },
  shuffles: { check: exact, bound: "orders and masks, read from losses within 1e-6" },
  callbacks: {
    check: curve,
    bound: "history within 5e-6, the weights left within 1e-4, at most three accuracies a fit off by one row",
  },
  curves: { check: curve, bound: "losses within 5e-6, at most three accuracies a fit off by one row" },
  case_study: { check: curve, bound: "losses within 5e-6, at most three accuracies a fit off by one row" },
};
