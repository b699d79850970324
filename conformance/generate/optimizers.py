"""Optimizers: weights after each of several steps, with every option, from given weights and data."""

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


def cases():
    for optimizer in VARIANTS:
        name = optimizer if isinstance(optimizer, str) else " ".join(f"{k}={v}" for k, v in optimizer.items())
        yield name.replace("name=", ""), case(spec(optimizer))
