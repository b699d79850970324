"""Layers: output, loss, and one SGD step at rate 1, so that the change of the weights is the gradient.

An identity Dense before each layer shows the gradient by the layer's input. Kinks: rows of zeros, zero biases and
zero kernels under L1 (where d|x| is +1), relu at exactly 0, saturated sigmoids.
"""

import numpy as np

from .encode import f32
from .program import case

SGD = {"name": "sgd", "learningRate": 1.0}


def step(layers, shape, outputs, loss="mse", dense_before=True, rows=6, weights=None, targets=None, zeros=True, weight=False):
    def make(rng):
        n = shape[-1]
        x = f32(rng.normal(size=(rows, *shape)))
        if zeros:
            x[0] = 0
        y = f32(rng.normal(size=(rows, *outputs))) if targets is None else targets(rng, (rows, *outputs))
        data = {"x": x, "y": y}
        before = [{"layer": "dense", "units": n, "kernelInitializer": "identity", "inputShape": list(shape)}]
        built = [*before, *layers] if dense_before else [{**layers[0], "inputShape": list(shape)}, *layers[1:]]
        steps = []
        if weights:
            given = weights(rng)
            data.update(given)
            steps.append({"do": "setWeights", "weights": list(given)})
        batch = {"do": "trainOnBatch", "x": "x", "y": "y"}
        if weight:
            data["w"] = f32(rng.uniform(0, 2, size=rows))
            batch["sampleWeight"] = "w"
        steps += [{"do": "getWeights"}, {"do": "predict", "x": "x"}, batch, {"do": "getWeights"}]
        return {"layers": built, "compile": {"loss": loss, "optimizer": SGD}, "steps": steps}, data

    return make


def dense(**options):
    return {"layer": "dense", **options}


def kinks(rng):
    """Two inputs, three units: a kernel with zeros and zero biases."""
    kernel = f32(rng.normal(size=(2, 3)))
    kernel[0, 0] = kernel[1, 2] = 0
    return {"kernel": kernel, "bias": f32([0, 0, 0.5])}


def saturating(rng):
    return {"kernel": f32([[1, -1], [1, 1]]), "bias": f32([0, 0])}


def saturated(rng):
    x = f32([[16, 0], [17, 0], [8, 8], [8.5, 8.5], [-16, 0], [-17, 0], [15.5, 0], [0, 0]])
    y = f32([[0, 1], [0, 1], [0, 0], [0, 0], [1, 0], [1, 0], [0, 1], [1, 1]])
    steps = [
        {"do": "setWeights", "weights": ["kernel", "bias"]},
        {"do": "predict", "x": "x"},
        {"do": "trainOnBatch", "x": "x", "y": "y"},
        {"do": "getWeights"},
    ]
    return {
        "layers": [dense(units=2, activation="sigmoid", inputDim=2)],
        "compile": {"loss": "binary_crossentropy", "optimizer": SGD},
        "steps": steps,
    }, {"x": x, "y": y, **saturating(rng)}


def bits(rng, shape):
    return f32(rng.integers(0, 2, size=shape))


def one_hot(rng, shape):
    return f32(np.eye(shape[-1])[rng.integers(0, shape[-1], size=shape[:-1])])


def labels(classes):
    return lambda rng, shape: rng.integers(0, classes, size=shape).astype(np.int32)


def cases():
    for activation in ["linear", "relu", "sigmoid", "tanh", "softmax", "gelu"]:
        yield f"dense {activation}", case(step([dense(units=3, activation=activation)], (4,), (3,)))
        yield f"activation {activation}", case(step([{"layer": "activation", "activation": activation}], (4,), (4,)))
    yield "dense without bias", case(step([dense(units=2, useBias=False)], (3,), (2,)))
    yield "dense on steps", case(step([dense(units=2, activation="tanh")], (3, 4), (3, 2)))
    yield "dense with initializers", case(
        step([dense(units=3, kernelInitializer="he_normal", biasInitializer="ones")], (4,), (3,))
    )
    yield "dense orthogonal", case(
        step([dense(units=3, kernelInitializer={"name": "orthogonal", "gain": 0.5})], (4,), (3,))
    )
    every = {
        "kernelRegularizer": {"name": "l1", "l1": 0.1},
        "biasRegularizer": {"name": "l1", "l1": 0.2},
        "activityRegularizer": {"name": "l1", "l1": 0.3},
    }
    yield "dense L1 everywhere, at kinks", case(
        step([dense(units=3, **every)], (2,), (3,), dense_before=False, weights=kinks)
    )
    yield "dense relu, activity L1, at kinks", case(
        step([dense(units=3, activation="relu", activityRegularizer="l1")], (2,), (3,), dense_before=False, weights=kinks)
    )
    l1l2 = {"name": "l1l2", "l1": 0.05, "l2": 0.1}
    yield "dense L1L2 everywhere", case(
        step([dense(units=3, kernelRegularizer=l1l2, biasRegularizer=l1l2, activityRegularizer=l1l2)], (4,), (3,))
    )
    yield "dense frozen with regularizers", case(
        step([dense(units=3, frozen=True, kernelRegularizer="l2", activityRegularizer="l2")], (4,), (3,))
    )
    yield "activityRegularization", case(
        step([{"layer": "activityRegularization", "l1": 0.1, "l2": 0.2}], (4,), (4,))
    )
    yield "activityRegularization default", case(step([{"layer": "activityRegularization"}], (4,), (4,)))
    yield "activation with activity L2", case(
        step([{"layer": "activation", "activation": "relu", "activityRegularizer": "l2"}], (4,), (4,))
    )
    for options in [{}, {"maxValue": 6.0}, {"maxValue": 0.5}, {"negativeSlope": 0.3}, {"maxValue": 1.0, "negativeSlope": 0.2, "threshold": 0.4}]:
        yield f"reLU {options}", case(step([{"layer": "reLU", **options}], (4,), (4,)))
    yield "flatten", case(step([{"layer": "flatten"}, dense(units=2)], (3, 4), (2,)))
    yield "flatten with activity L1", case(step([{"layer": "flatten", "activityRegularizer": "l1"}], (3, 4), (12,)))
    yield "dropout 0", case(step([{"layer": "dropout", "rate": 0.0}], (4,), (4,)))
    yield "dropout 0.5", case(step([{"layer": "dropout", "rate": 0.5}], (6,), (6,), zeros=False))
    yield "dropout 0.2 seeded", case(step([{"layer": "dropout", "rate": 0.2, "seed": 77}], (6,), (6,), zeros=False))
    yield "dropout with noise shape", case(
        step([{"layer": "dropout", "rate": 0.5, "noiseShape": [None, 1, 4]}], (3, 4), (3, 4), zeros=False)
    )
    yield "dropout with activity L1", case(
        step([{"layer": "dropout", "rate": 0.3, "activityRegularizer": "l1"}], (6,), (6,), zeros=False)
    )
    yield "two layers, binary", case(
        step([dense(units=5, activation="relu"), dense(units=1, activation="sigmoid")], (3,), (1,), "binary_crossentropy", targets=bits)
    )
    yield "two layers, binary, weights", case(
        step([dense(units=5, activation="relu"), dense(units=1, activation="sigmoid")], (3,), (1,), "binary_crossentropy", targets=bits, weight=True)
    )
    yield "softmax, categorical", case(
        step([dense(units=4, activation="softmax")], (3,), (4,), "categorical_crossentropy", targets=one_hot)
    )
    yield "softmax, sparse", case(
        step([dense(units=4, activation="softmax")], (3,), (), "sparse_categorical_crossentropy", targets=labels(4))
    )
    yield "logits, sparse", case(
        step([dense(units=4)], (3,), (), {"name": "sparseCategoricalCrossentropy", "fromLogits": True}, targets=labels(4))
    )
    yield "saturated sigmoid", case(saturated)
