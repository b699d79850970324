"""Penalties: the rows of the semantics table, in training (three batches with a tail), evaluation and validation."""

import numpy as np

from .encode import f32
from .program import case


def both(name, make_layers, **options):
    for reduction in ("batch_mean", "sum"):
        yield f"{name}, {reduction}", case(spec(make_layers, reduction, **options))


def spec(layers, reduction, loss="mse", outputs=2, weight=None, extra=(), rows=22, fit=None, given=True):
    def make(rng):
        data = {
            "x": f32(rng.normal(size=(rows, 4))),
            "y": f32(rng.normal(size=(rows, outputs))),
            "vx": f32(rng.normal(size=(13, 4))),
            "vy": f32(rng.normal(size=(13, outputs))),
        }
        common = {"x": "x", "y": "y"}
        if weight is not None:
            data["w"] = weight(rng, rows)
            common["sampleWeight"] = "w"
        first = {**layers[0], "inputDim": 4} if given else layers[0]
        return {
            "layers": [first, *layers[1:]],
            "compile": {"loss": loss, "optimizer": {"name": "sgd", "learningRate": 0.05}, "activityReduction": reduction},
            "steps": [
                {"do": "evaluate", **common, "options": {"batchSize": 8}},
                {"do": "evaluate", **common, "options": {"batchSize": 22}},
                {
                    "do": "fit",
                    **common,
                    "validationData": ["vx", "vy"],
                    "options": {"batchSize": 8, "epochs": 3, **(fit or {})},
                    "batches": True,
                },
                {"do": "evaluate", **common},
                *extra,
                {"do": "getWeights"},
            ],
        }, data

    return make


def dense(units=2, **options):
    return {"layer": "dense", "units": units, **options}


def regularization(**options):
    return {"layer": "activityRegularization", **options}


L1 = {"name": "l1", "l1": 0.02}
L2 = {"name": "l2", "l2": 0.03}
REFIT = {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 8, "epochs": 2}}


def cases():
    yield from both("activity L1", [dense(6, activityRegularizer=L1), dense()])
    yield from both("activity L1L2 after relu", [dense(6, activation="relu", activityRegularizer={"name": "l1l2", "l1": 0.01, "l2": 0.02}), dense()])
    yield from both("ActivityRegularization", [dense(6), regularization(l1=0.01, l2=0.02), dense()])
    yield from both("function", [dense(6, activityRegularizer={"function": "sumAbs"}), dense()])
    yield from both("function that averages", [dense(6, activityRegularizer={"function": "meanSquare"}), dense()])
    yield from both("two penalties", [dense(6, activityRegularizer=L1), {"layer": "activation", "activation": "tanh", "activityRegularizer": L2}, dense()])
    yield from both("dropout", [dense(6), {"layer": "dropout", "rate": 0.4, "activityRegularizer": L1}, dense()])
    yield from both("sample weights of zero", [dense(6, activityRegularizer=L1), dense()], weight=lambda rng, n: np.zeros(n, np.float32))
    yield from both("sample weights", [dense(6, activityRegularizer=L1), dense()], weight=lambda rng, n: f32(rng.uniform(0, 2, size=n)))
    yield from both("frozen layer", [dense(6, frozen=True, kernelRegularizer=L2, biasRegularizer=L1, activityRegularizer=L1), dense()])
    yield from both("kernel, bias and activity", [dense(6, kernelRegularizer=L2, biasRegularizer=L1, activityRegularizer=L1), dense()])
    yield from both("kernel functions", [dense(6, kernelRegularizer={"function": "sumAbs"}, biasRegularizer={"function": "meanSquare"}), dense()])
    yield from both("zero coefficients", [dense(6, activityRegularizer={"name": "l1", "l1": 0.0}, kernelRegularizer="l1l2"), dense()])
    yield from both("by name", [dense(6, activityRegularizer="l2", kernelRegularizer="l1"), dense()])
    yield from both("on the output", [dense(6, activation="relu"), dense(activityRegularizer=L2)])
    yield from both(
        "assigned after build",
        [dense(6), dense()],
        extra=[
            {"do": "setActivityRegularizer", "layer": 0, "value": L1},
            {"do": "compile"},
            REFIT,
            {"do": "evaluate", "x": "x", "y": "y", "options": {"batchSize": 8}},
        ],
    )
    yield from both(
        "coefficient changed by a callback",
        [dense(6, live=0.01), dense()],
        fit={"epochs": 1},
        extra=[{**REFIT, "options": {"batchSize": 8, "epochs": 6}, "validationData": ["vx", "vy"],
                "at": [{"epoch": 2, "layer": 0, "coefficient": 0.5}, {"epoch": 4, "layer": 0, "coefficient": 0.0}]}],
    )
    yield from both(
        "frozen then thawed",
        [dense(6, frozen=True, kernelRegularizer=L2, activityRegularizer=L1), dense()],
        extra=[{"do": "setTrainable", "layer": 0, "value": True}, {"do": "compile"}, REFIT],
    )
    inner = {"layer": "sequential", "layers": [dense(6, activityRegularizer=L1, kernelRegularizer=L2), regularization(l2=0.01)]}
    yield from both("nested model", [inner, dense()], given=False)
    yield from both("input known at the first call", [dense(6, activityRegularizer=L1, kernelRegularizer=L2), dense()], given=False)
    for vector in (False, True):
        add = {"layer": "addLoss", "vector": vector}
        yield from both(f"added loss, {'a vector' if vector else 'a scalar'}", [dense(6), add, dense(activityRegularizer=L1)])
    yield from both(
        "added loss in a nested model",
        [{"layer": "sequential", "layers": [dense(6), {"layer": "addLoss", "vector": False}]}, dense()],
        given=False,
    )
