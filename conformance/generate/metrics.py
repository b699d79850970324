"""Metrics: what evaluate and fit report, with and without sample weights, over batches with a tail."""

import numpy as np

from .encode import f32
from .program import case


def evaluate(metrics, predictions, targets, loss, weight=False, batches=(32,), weighted=None):
    """An identity model, so that the predictions are the data."""

    def make(rng):
        data = {"x": predictions(rng), "y": targets(rng)}
        common = {"do": "evaluate", "x": "x", "y": "y"}
        if weight:
            data["w"] = f32(rng.uniform(0, 2, size=len(data["x"])))
            data["w"][0] = 0
            common["sampleWeight"] = "w"
        compiled = {"loss": loss, "optimizer": "sgd", "metrics": metrics}
        if weighted is not None:
            compiled["weightedMetrics"] = weighted
        return {
            "layers": [{"layer": "activation", "activation": "linear", "inputShape": list(data["x"].shape[1:])}],
            "compile": compiled,
            "steps": [{**common, "options": {"batchSize": b}} for b in batches],
        }, data

    return make


def probability(shape, exact=True):
    def make(rng):
        p = f32(rng.uniform(size=shape))
        if exact:
            p.reshape(-1)[:2] = [0.5, np.nextafter(np.float32(0.5), np.float32(1))]
        return p

    return make


def simplex(shape):
    def make(rng):
        p = rng.uniform(0.05, 1, size=shape)
        p[0] = 1  # a tie: the first wins
        return f32(p / p.sum(-1, keepdims=True))

    return make


def normal(shape):
    return lambda rng: f32(rng.normal(size=shape))


def bits(shape, dtype=np.float32):
    return lambda rng: rng.integers(0, 2, size=shape).astype(dtype)


def one_hot(n, k):
    return lambda rng: f32(np.eye(k)[rng.integers(0, k, size=n)])


def labels(shape, k, dtype=np.int32):
    return lambda rng: rng.integers(0, k, size=shape).astype(dtype)


BCE, CCE, SCCE = "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"
THRESHOLD = {"name": "binaryAccuracy", "threshold": 0.3}


def cases():
    yield "accuracy, binary", case(evaluate(["accuracy"], probability((37, 1)), bits((37, 1)), BCE, batches=(32, 5)))
    yield "accuracy, binary, rank-1 targets", case(evaluate(["accuracy"], probability((37, 1)), bits((37,)), BCE))
    yield "accuracy, three binary outputs", case(evaluate(["accuracy"], probability((9, 3)), bits((9, 3)), BCE))
    yield "acc", case(evaluate(["acc", "mse"], probability((9, 1)), bits((9, 1)), BCE))
    yield "binary accuracy, threshold", case(evaluate([THRESHOLD], probability((21, 1)), bits((21, 1), np.int32), BCE))
    yield "binary accuracy by name", case(evaluate(["binary_accuracy"], probability((21, 2)), bits((21, 2)), BCE))
    yield "accuracy, one-hot", case(evaluate(["accuracy"], simplex((33, 4)), one_hot(33, 4), CCE, batches=(32, 33)))
    yield "categorical accuracy by name", case(evaluate(["categorical_accuracy"], simplex((12, 3)), one_hot(12, 3), CCE))
    yield "accuracy, labels", case(evaluate(["accuracy"], simplex((33, 4)), labels((33,), 4), SCCE, batches=(32, 1)))
    yield "accuracy, labels in a column", case(evaluate(["accuracy"], simplex((12, 3)), labels((12, 1), 3), SCCE))
    yield "accuracy, float labels", case(evaluate(["accuracy"], simplex((12, 3)), labels((12,), 3, np.float32), SCCE))
    yield "sparse accuracy by name", case(
        evaluate(["sparse_categorical_accuracy"], simplex((12, 3)), labels((12,), 3), SCCE)
    )
    yield "accuracy, steps of labels", case(evaluate(["accuracy"], simplex((5, 4, 3)), labels((5, 4), 3), SCCE))
    yield "mse and mae", case(evaluate(["mse", "mae"], normal((37, 3)), normal((37, 3)), "mse", batches=(32, 7)))
    yield "mse and mae, rank-1 targets", case(evaluate(["mse", "mae"], normal((11, 1)), normal((11,)), "mse"))
    yield "full names", case(
        evaluate(["mean_squared_error", "mean_absolute_error"], normal((11, 2)), normal((11, 2)), "mse")
    )
    yield "weights: metrics ignore them, weighted metrics use them", case(
        evaluate(["accuracy", "mae"], probability((37, 1)), bits((37, 1)), BCE, True, (32, 10), ["mse", THRESHOLD])
    )
    yield "weights, accuracy in both lists", case(
        evaluate(["accuracy"], probability((20, 1)), bits((20, 1)), BCE, True, (32,), ["accuracy"])
    )
    yield "weights, one-hot", case(evaluate([], simplex((20, 3)), one_hot(20, 3), CCE, True, (8,), ["accuracy"]))
    yield "weights, labels", case(evaluate([], simplex((20, 3)), labels((20,), 3), SCCE, True, (8,), ["accuracy", "acc"]))
    yield "weights, mse and mae", case(evaluate([], normal((20, 3)), normal((20, 3)), "mse", True, (8,), ["mse", "mae"]))
    yield "weighted metrics without weights", case(
        evaluate(["mae"], normal((20, 3)), normal((20, 3)), "mse", False, (8,), ["mse"])
    )
