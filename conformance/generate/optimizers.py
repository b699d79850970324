"""Optimizers, with every option, from given weights and data: weights after each of several steps in float32; and in
float64, where rounding doesn't hide what differs, those and the optimizer's variables."""

import numpy as np

from .encode import f32
from .program import case

VARIANTS = [
    "sgd",
    "adam",
    {"name": "sgd", "learningRate": 0.1},
    {"name": "sgd", "learningRate": 0.1, "momentum": 0.9},
    {"name": "sgd", "learningRate": 0.05, "momentum": 0.8, "nesterov": True},
    {"name": "adam", "learningRate": 0.01},
    {"name": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
    {"name": "adam", "learningRate": 0.01, "amsgrad": True},
    "rmsprop",
    {"name": "rmsprop", "learningRate": 0.01, "rho": 0.8, "epsilon": 1e-3},
    {"name": "rmsprop", "learningRate": 0.01, "momentum": 0.5},
    {"name": "rmsprop", "learningRate": 0.01, "momentum": 0.5, "centered": True},
]
MORE = [
    # What all optimizers share.
    {"name": "sgd", "learningRate": 0.1, "weightDecay": 0.1},
    {"name": "adam", "learningRate": 0.05, "weightDecay": 0.2, "exclude": ["bias"]},
    {"name": "rmsprop", "learningRate": 0.02, "momentum": 0.5, "weightDecay": 0.1, "clipnorm": 0.5},
    {"name": "sgd", "learningRate": 0.1, "clipnorm": 0.7},
    {"name": "sgd", "learningRate": 0.1, "clipvalue": 0.3},
    {"name": "sgd", "learningRate": 0.1, "globalClipnorm": 0.7},
    {"name": "sgd", "learningRate": 0.1, "globalClipnorm": 100.0},
    {"name": "adam", "learningRate": 0.05, "clipvalue": 0.2},
    {"name": "adam", "learningRate": 0.05, "globalClipnorm": 0.5, "weightDecay": 0.01},
    {"name": "sgd", "learningRate": 0.1, "lossScaleFactor": 8.0},
    {"name": "adam", "learningRate": 0.05, "lossScaleFactor": 1024.0, "clipnorm": 0.5},
    {"name": "sgd", "learningRate": 0.1, "useEma": True},
    {"name": "adam", "learningRate": 0.05, "useEma": True, "emaMomentum": 0.8, "emaOverwriteFrequency": 2},
    {"name": "sgd", "learningRate": 0.1, "gradientAccumulationSteps": 2},
    {"name": "adam", "learningRate": 0.05, "gradientAccumulationSteps": 4},
    {"name": "adam", "learningRate": 0.05, "amsgrad": True, "weightDecay": 0.1, "clipnorm": 0.4, "gradientAccumulationSteps": 3},
    {"name": "sgd", "learningRate": 0.1, "momentum": 0.9, "globalClipnorm": 0.4, "gradientAccumulationSteps": 2,
     "useEma": True, "emaMomentum": 0.5, "emaOverwriteFrequency": 2},
    {"name": "nadam", "learningRate": 0.05, "gradientAccumulationSteps": 2, "useEma": True, "lossScaleFactor": 4.0},
    # Schedules.
    {"name": "sgd", "learningRate": {"name": "cosineDecay", "initialLearningRate": 0.2, "decaySteps": 5, "alpha": 0.1}},
    {"name": "adam", "weightDecay": 0.1, "gradientAccumulationSteps": 2,
     "learningRate": {"name": "exponentialDecay", "initialLearningRate": 0.1, "decaySteps": 2, "decayRate": 0.5}},
    {"name": "adafactor", "learningRate": {"name": "piecewiseConstantDecay", "boundaries": [2, 4], "values": [0.9, 0.5, 0.1]}},
    {"name": "muon", "learningRate": {"name": "polynomialDecay", "initialLearningRate": 0.1, "decaySteps": 4}},
    # Each optimizer.
    "adamw",
    {"name": "adamw", "learningRate": 0.05, "weightDecay": 0.3, "amsgrad": True, "exclude": ["ker"]},
    "adamax",
    {"name": "adamax", "learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3, "weightDecay": 0.1},
    "nadam",
    {"name": "nadam", "learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3, "clipnorm": 1.0},
    "adagrad",
    {"name": "adagrad", "learningRate": 0.2, "initialAccumulatorValue": 0.0, "epsilon": 1e-3, "weightDecay": 0.1},
    "adadelta",
    {"name": "adadelta", "learningRate": 1.0, "rho": 0.8, "epsilon": 1e-3, "useEma": True},
    "adafactor",
    {"name": "adafactor", "learningRate": 0.9, "beta2Decay": -0.5, "epsilon1": 1e-6, "epsilon2": 0.1, "clipThreshold": 0.5},
    {"name": "adafactor", "learningRate": 0.9, "relativeStep": False, "weightDecay": 0.1},
    "ftrl",
    {"name": "ftrl", "learningRate": 0.3, "l1RegularizationStrength": 0.4, "l2RegularizationStrength": 0.1},
    {"name": "ftrl", "learningRate": 0.3, "learningRatePower": -0.7, "initialAccumulatorValue": 0.5, "beta": 0.2,
     "l2ShrinkageRegularizationStrength": 0.05},
    {"name": "ftrl", "learningRate": 0.3, "learningRatePower": 0.0},
    {"name": "lamb"},
    {"name": "lamb", "learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3, "weightDecay": 0.1},
    "lion",
    {"name": "lion", "learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "weightDecay": 0.2},
    "muon",
    {"name": "muon", "learningRate": 0.05, "momentum": 0.8, "nesterov": False, "nsSteps": 3, "weightDecay": 0.1,
     "adamWeightDecay": None, "adamLrRatio": 0.5, "adamBeta1": 0.8, "adamBeta2": 0.9, "epsilon": 1e-3},
    {"name": "muon", "learningRate": 0.05, "rmsRate": None, "weightDecay": None, "muonA": 3.0, "muonB": -3.2, "muonC": 1.2},
    {"name": "muon", "learningRate": 0.05, "excludeLayers": ["dense_1"], "exclude": ["bias"]},
    {"name": "scheduleFreeAdamW"},
    {"name": "scheduleFreeAdamW", "learningRate": 0.05, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3, "warmupSteps": 4},
    {"name": "scheduleFreeAdamW", "learningRate": 0.05, "weightDecay": 0.1, "gradientAccumulationSteps": 2},
    {"name": "lossScaleOptimizer", "innerOptimizer": {"name": "adam", "learningRate": 0.05}},
]
LOSS_SCALES = [
    {"name": "lossScaleOptimizer", "innerOptimizer": {"name": "sgd"}, "initialScale": 4.0, "dynamicGrowthSteps": 2},
    {"name": "lossScaleOptimizer", "initialScale": 1024.0, "dynamicGrowthSteps": 3,
     "innerOptimizer": {"name": "sgd", "learningRate": 0.1, "momentum": 0.5, "clipnorm": 1.0, "gradientAccumulationSteps": 2}},
]
STEPS = 6


def spec(optimizer):
    def make(rng):
        data = {
            "kernel": f32(rng.normal(size=(4, 3))),
            "bias": f32(rng.normal(size=3)),
        }
        steps = [{"do": "setWeights", "weights": ["kernel", "bias"]}]
        for k in range(STEPS):
            data[f"x{k}"] = f32(rng.normal(size=(5, 4)))
            data[f"y{k}"] = f32(rng.normal(size=(5, 3)) * 2)
            steps += [{"do": "trainOnBatch", "x": f"x{k}", "y": f"y{k}"}, {"do": "getWeights"}]
        return {
            "layers": [{"layer": "dense", "units": 3, "inputDim": 4}],
            "compile": {"loss": "mse", "optimizer": optimizer},
            "steps": steps,
        }, data

    return make


def deep(optimizer, frozen=False, overflows=()):
    """Two layers in float64, of matrices wide and high; one bias is 0 at first. At the steps in `overflows`, gradients
    are infinite."""

    def make(rng):
        data = {
            "k0": rng.normal(size=(3, 5)),
            "b0": np.zeros(5),
            "k1": rng.normal(size=(5, 2)),
            "b1": rng.normal(size=2),
        }
        steps = [{"do": "setWeights", "weights": [*data]}]
        for k in range(STEPS):
            data[f"x{k}"] = rng.normal(size=(4, 3))
            data[f"y{k}"] = rng.normal(size=(4, 2))
            if k in overflows:
                data[f"y{k}"][0] = 1e300
            steps += [{"do": "trainOnBatch", "x": f"x{k}", "y": f"y{k}"}]
            steps += [{"do": "getWeights"}] if k in (0, 2) else []
        first = {"layer": "dense", "units": 5, "inputDim": 3, "activation": "tanh"}
        if frozen:
            first["frozen"] = True
        return {
            "floatx": "float64",
            "layers": [first, {"layer": "dense", "units": 2}],
            "compile": {"loss": "mse", "optimizer": optimizer},
            "steps": [*steps, {"do": "getWeights"}, {"do": "getOptimizer"}],
        }, data

    return make


def fitted(optimizer, overflow=False):
    """Two fits in float64, which end with what the optimizer makes final.

    The weights are set in between: after `use_ema` made them its averages, Keras on JAX shares their memory with these,
    and a second fit fails.
    """

    def make(rng):
        data = {"x": rng.normal(size=(11, 4)), "y": rng.normal(size=(11, 3))}
        data |= {"kernel": rng.normal(size=(4, 3)), "bias": rng.normal(size=3)}
        if overflow:
            data["y"][5] = 1e300
        set_weights = {"do": "setWeights", "weights": ["kernel", "bias"]}
        fit = {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 4, "epochs": 2, "shuffle": False}}
        left = [{"do": "getWeights"}, {"do": "getOptimizer"}]
        return {
            "floatx": "float64",
            "layers": [{"layer": "dense", "units": 3, "inputDim": 4}],
            "compile": {"loss": "mse", "optimizer": optimizer},
            "steps": [set_weights, fit, *left, set_weights, fit, *left],
        }, data

    return make


def rescheduled():
    """A schedule set where a number was: its rate counts from the next step, and the number is no variable any more."""

    def make(rng):
        program, data = spec({"name": "adam", "learningRate": 0.1})(rng)
        schedule = {"name": "inverseTimeDecay", "initialLearningRate": 0.05, "decaySteps": 1, "decayRate": 1.0}
        number, set_ = {"do": "setLearningRate", "value": 0.2}, {"do": "setLearningRate", "value": schedule}
        steps = program["steps"]
        program["steps"] = [*steps[:5], number, *steps[5:9], {"do": "getOptimizer"}, set_, *steps[9:], {"do": "getOptimizer"}]
        return program, data

    return make


def label(optimizer):
    if isinstance(optimizer, str):
        return optimizer
    return " ".join(f"{k}={v}" for k, v in optimizer.items()).replace("name=", "")


EMA = {"name": "sgd", "learningRate": 0.1, "useEma": True, "emaMomentum": 0.9}


def cases():
    plain = [one for one in MORE if isinstance(one, str) or one.keys() == {"name"}]
    for optimizer in [*VARIANTS, *plain]:
        yield label(optimizer), case(spec(optimizer))
    for optimizer in [*VARIANTS, *MORE, *LOSS_SCALES]:
        yield f"{label(optimizer)}, float64", case(deep(optimizer))
    for name in ("sgd", "adam", "adafactor", "muon"):
        yield f"{name}, a layer frozen", case(deep({"name": name, "learningRate": 0.05, "useEma": True}, frozen=True))
    for optimizer in LOSS_SCALES:
        yield f"{label(optimizer)}, infinite gradients", case(deep(optimizer, overflows=(1, 4)))
    yield "fits that end with the moving average", case(fitted(EMA))
    yield "fits that overwrite by the moving average", case(fitted({**EMA, "emaOverwriteFrequency": 4}))
    yield "fits with gradients accumulated over epochs", case(fitted({"name": "adam", "gradientAccumulationSteps": 4}))
    loss_scale = {"name": "lossScaleOptimizer", "dynamicGrowthSteps": 2, "innerOptimizer": EMA}
    yield "fits with a loss scale", case(fitted(loss_scale, overflow=True))
    yield "a schedule set later", case(rescheduled())
