"""What fit counts: losses with weights, splits, batches and keys."""

import numpy as np

from .encode import f32
from .program import case

HIDDEN = {"layer": "dense", "units": 5, "activation": "tanh", "inputDim": 3}
BINARY = [HIDDEN, {"layer": "dense", "units": 1, "activation": "sigmoid"}]
CLASSES = [HIDDEN, {"layer": "dense", "units": 3, "activation": "softmax"}]
REGRESSION = [HIDDEN, {"layer": "dense", "units": 2}]
SGD = {"name": "sgd", "learningRate": 0.1}


def spec(layers, compiled, steps, rows=23, kind="binary", extra=None):
    def make(rng):
        def targets(n):
            if kind == "binary":
                return rng.integers(0, 2, size=(n, 1)).astype(np.int32)
            if kind == "rank1":
                return rng.integers(0, 2, size=n).astype(np.int32)
            if kind == "labels":
                return rng.integers(0, 3, size=n).astype(np.int32)
            if kind == "oneHot":
                return f32(np.eye(3)[rng.integers(0, 3, size=n)])
            return f32(rng.normal(size=(n, 2)))

        data = {
            "x": f32(rng.normal(size=(rows, 3))),
            "y": targets(rows),
            "w": f32(rng.uniform(0, 2, size=rows)),
            "vx": f32(rng.normal(size=(11, 3))),
            "vy": targets(11),
            "vw": f32(rng.uniform(0, 2, size=11)),
        }
        return {"layers": layers, "compile": {"optimizer": SGD, **compiled}, "steps": [*steps, {"do": "getWeights"}]}, data

    return make


def fit(options=None, **more):
    return {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 8, "epochs": 2, **(options or {})}, **more}


BCE = {"loss": "binary_crossentropy", "metrics": ["accuracy"]}
VALIDATED = {"validationData": ["vx", "vy"]}


def cases():
    def c(*arguments, **more):
        return case(spec(*arguments, **more))

    yield "plain", c(BINARY, BCE, [fit(batches=True)])
    yield "no metrics", c(BINARY, {"loss": "binary_crossentropy"}, [fit(**VALIDATED)])
    yield "rank-1 targets", c(BINARY, BCE, [fit(**VALIDATED)], kind="rank1")
    yield "validation data", c(BINARY, {**BCE, "metrics": ["accuracy", "mse", "mae"]}, [fit(**VALIDATED)])
    yield "validation data with weights", c(
        BINARY, {**BCE, "weightedMetrics": ["mae"]}, [fit(sampleWeight="w", validationData=["vx", "vy", "vw"])]
    )
    yield "validation batch size", c(BINARY, BCE, [fit({"validationBatchSize": 3}, **VALIDATED)])
    for split in (0.25, 0.1, 0.5):
        yield f"validation split {split}", c(BINARY, BCE, [fit({"validationSplit": split}, batches=True)])
    yield "validation split with weights", c(BINARY, BCE, [fit({"validationSplit": 0.3}, sampleWeight="w")])
    yield "class weights", c(BINARY, BCE, [fit({"classWeight": {"0": 0.5, "1": 3.0}}, batches=True, **VALIDATED)])
    yield "class weights, labels", c(
        CLASSES,
        {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "weightedMetrics": ["accuracy"]},
        [fit({"classWeight": {"0": 0.5, "1": 2.0, "2": 1.0}})],
        kind="labels",
    )
    yield "class weights, one-hot", c(
        CLASSES,
        {"loss": "categorical_crossentropy", "metrics": ["accuracy"]},
        [fit({"classWeight": {"0": 0.5, "1": 2.0, "2": 1.0}})],
        kind="oneHot",
    )
    yield "sample weights", c(BINARY, {**BCE, "weightedMetrics": ["accuracy"]}, [fit(sampleWeight="w", batches=True)])
    yield "sample weights, a tail of one", c(BINARY, BCE, [fit({"batchSize": 11}, sampleWeight="w", batches=True)])
    yield "batch larger than the data", c(REGRESSION, {"loss": "mse", "metrics": ["mae"]}, [fit({"batchSize": 64})], kind="real")
    yield "batches of one", c(REGRESSION, {"loss": "mse"}, [fit({"batchSize": 1}, batches=True)], rows=9, kind="real")
    yield "initial epoch", c(BINARY, BCE, [fit({"initialEpoch": 3, "epochs": 5}, **VALIDATED)])
    yield "zero epochs", c(BINARY, BCE, [fit({"epochs": 0})])
    yield "learning rate by a callback", c(
        BINARY, BCE, [fit({"epochs": 4}, at=[{"epoch": 1, "learningRate": 0.5}, {"epoch": 3, "learningRate": 0.01}])]
    )
    yield "labels", c(CLASSES, {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}, [fit(**VALIDATED)], kind="labels")
    yield "one-hot", c(CLASSES, {"loss": "categorical_crossentropy", "metrics": ["accuracy", "mse"]}, [fit(**VALIDATED)], kind="oneHot")
    yield "label smoothing", c(
        CLASSES,
        {"loss": {"name": "categoricalCrossentropy", "labelSmoothing": 0.1}, "metrics": ["accuracy"]},
        [fit(**VALIDATED)],
        kind="oneHot",
    )
    yield "train on batch", c(
        BINARY,
        BCE,
        [{"do": "trainOnBatch", "x": "x", "y": "y"}, {"do": "trainOnBatch", "x": "vx", "y": "vy"},
         {"do": "trainOnBatch", "x": "x", "y": "y", "sampleWeight": "w"},
         {"do": "testOnBatch", "x": "vx", "y": "vy"}, {"do": "testOnBatch", "x": "x", "y": "y", "sampleWeight": "w"},
         {"do": "evaluate", "x": "x", "y": "y"}, {"do": "predict", "x": "x", "options": {"batchSize": 5}}],
    )
    yield "evaluate with weights", c(
        BINARY, {**BCE, "weightedMetrics": ["accuracy"]}, [{"do": "evaluate", "x": "x", "y": "y", "sampleWeight": "w", "options": {"batchSize": 7}}]
    )
    yield "second fit goes on", c(BINARY, {**BCE, "optimizer": "adam"}, [fit(), fit({"epochs": 3})])
    yield "compiling again resets the optimizer", c(BINARY, {**BCE, "optimizer": "adam"}, [fit(), {"do": "compile"}, fit()])
    yield "loss weight", c(BINARY, {**BCE, "lossWeights": 0.5}, [fit(**VALIDATED)])
    yield "loss weight with penalties", c(
        [{**HIDDEN, "activityRegularizer": "l2", "kernelRegularizer": "l2"}, BINARY[1]], {**BCE, "lossWeights": 0.5}, [fit(**VALIDATED)]
    )
    yield "crossentropy by shape", c(CLASSES, {"loss": "crossentropy", "metrics": ["accuracy"]}, [fit()], kind="labels")
    yield "absolute error", c(REGRESSION, {"loss": "mae", "metrics": ["mse", "mae"]}, [fit(**VALIDATED)], kind="real")
    yield "rmsprop by default options", c(REGRESSION, {"loss": "mse", "optimizer": "rmsprop"}, [fit()], kind="real")
