"""Training curves of small networks: losses, optimizers, dropout, weights, splits and tails."""

import numpy as np

from .encode import f32
from .program import case


def dense(units, activation="linear", **options):
    return {"layer": "dense", "units": units, "activation": activation, **options}


def dropout(rate):
    return {"layer": "dropout", "rate": rate}


def mlp(output, *more):
    return [dense(16, "relu", inputDim=5), *more, dense(8, "tanh"), output]


def spec(layers, compiled, kind, options, rows=65, weight=False):
    def make(rng):
        x = f32(rng.normal(size=(rows, 5)))
        score = x @ rng.normal(size=(5, 3)) + 0.3 * rng.normal(size=(rows, 3))
        y = {
            "binary": lambda: (score[:, 0] > 0).astype(np.int32),
            "labels": lambda: score.argmax(1).astype(np.int32),
            "oneHot": lambda: f32(np.eye(3)[score.argmax(1)]),
            "real": lambda: f32(np.tanh(score)),
        }[kind]()
        data = {"x": x, "y": y}
        step = {"do": "fit", "x": "x", "y": "y", "options": {"epochs": 20, **options}}
        if weight:
            data["w"] = f32(rng.uniform(0, 2, size=rows))
            step["sampleWeight"] = "w"
        return {"layers": layers, "compile": compiled, "steps": [step, {"do": "predict", "x": "x"}]}, data

    return make


BINARY, CLASSES, REAL = dense(1, "sigmoid"), dense(3, "softmax"), dense(3)
ADAM = {"name": "adam", "learningRate": 0.01}
MOMENTUM = {"name": "sgd", "learningRate": 0.05, "momentum": 0.9}
NESTEROV = {"name": "sgd", "learningRate": 0.05, "momentum": 0.9, "nesterov": True}
ACCURACY = {"metrics": ["accuracy"]}


def cases():
    def c(*arguments, **more):
        return case(spec(*arguments, **more))

    bce = {"loss": "binary_crossentropy", "optimizer": ADAM, **ACCURACY}
    yield "binary, dropout, a tail of one", c(mlp(BINARY, dropout(0.5)), bce, "binary", {"batchSize": 16})
    yield "binary, class weights", c(mlp(BINARY), bce, "binary", {"batchSize": 16, "classWeight": {"0": 1.0, "1": 2.5}})
    yield "binary, sample weights, split", c(
        mlp(BINARY, dropout(0.2)), {**bce, "weightedMetrics": ["accuracy"]}, "binary", {"batchSize": 8, "validationSplit": 0.2}, weight=True
    )
    yield "binary, momentum", c(mlp(BINARY), {**bce, "optimizer": MOMENTUM}, "binary", {"validationSplit": 0.25})
    yield "one-hot, nesterov, label smoothing", c(
        mlp(CLASSES), {"loss": {"name": "categoricalCrossentropy", "labelSmoothing": 0.1}, "optimizer": NESTEROV, **ACCURACY},
        "oneHot", {"batchSize": 32, "validationSplit": 0.2},
    )
    yield "labels, logits, adam", c(
        mlp(REAL), {"loss": {"name": "sparseCategoricalCrossentropy", "fromLogits": True}, "optimizer": ADAM, **ACCURACY},
        "labels", {"batchSize": 32},
    )
    yield "labels, softmax, sgd, two dropouts", c(
        [dense(16, "gelu", inputDim=5), dropout(0.3), dense(8, "relu"), dropout(0.1), CLASSES],
        {"loss": "sparse_categorical_crossentropy", "optimizer": {"name": "sgd", "learningRate": 0.2}, **ACCURACY},
        "labels", {"batchSize": 16, "classWeight": {"0": 1.0, "1": 0.5, "2": 2.0}},
    )
    yield "regression, adam, mae", c(mlp(REAL), {"loss": "mse", "optimizer": "adam", "metrics": ["mae"]}, "real", {"batchSize": 20})
    yield "regression, weight penalties", c(
        [dense(16, "relu", inputDim=5, kernelRegularizer={"name": "l2", "l2": 0.01}, biasRegularizer={"name": "l1", "l1": 0.01}), REAL],
        {"loss": "mse", "optimizer": MOMENTUM}, "real", {"validationSplit": 0.3},
    )
    for reduction in ("batch_mean", "sum"):
        yield f"activity penalties, three batches with a tail, {reduction}", c(
            [dense(16, "relu", inputDim=5, activityRegularizer={"name": "l1", "l1": 0.002}),
             {"layer": "activityRegularization", "l2": 0.001}, dropout(0.2), BINARY],
            {**bce, "activityReduction": reduction}, "binary", {"validationSplit": 0.3, "batchSize": 22},
        )
    yield "unshuffled, amsgrad", c(
        mlp(BINARY), {**bce, "optimizer": {"name": "adam", "learningRate": 0.01, "amsgrad": True}}, "binary", {"shuffle": False},
    )
