"""What fit, evaluate and predict count where batches come one by one, of sizes that differ."""

import numpy as np

from .encode import f32
from .program import case

HIDDEN = {"layer": "dense", "units": 5, "activation": "tanh", "inputDim": 3}
BINARY = [HIDDEN, {"layer": "dense", "units": 1, "activation": "sigmoid"}]
PENALIZED = [{**HIDDEN, "activityRegularizer": "l2", "kernelRegularizer": "l1"}, BINARY[1]]
DROPPED = [HIDDEN, {"layer": "dropout", "rate": 0.4}, BINARY[1]]
BCE = {"loss": "binary_crossentropy", "metrics": ["accuracy", "mae"], "weightedMetrics": ["mse"]}


def spec(layers, steps, optimizer="adam"):
    def make(rng):
        data = {}
        for prefix, rows in (("", 17), ("v", 9)):
            data[f"{prefix}x"] = f32(rng.normal(size=(rows, 3)))
            data[f"{prefix}y"] = f32(rng.integers(0, 2, size=(rows, 1)))
            data[f"{prefix}w"] = f32(rng.uniform(0, 2, size=rows))
        return {
            "layers": layers,
            "compile": {**BCE, "optimizer": optimizer},
            "steps": [*steps, {"do": "getWeights"}],
        }, data

    return make


def generated(*sizes, passes=1):
    return {"from": "generator", "sizes": sizes, "passes": passes}


def indexed(*sizes):
    return {"from": "indexed", "sizes": sizes}


def fit(stream, options=None, **more):
    step = {"do": "fit", "x": "x", "y": "y", "stream": stream, "batches": True, **more}
    return {**step, "options": {"shuffle": False, **(options or {})}}


def validated(stream, *names):
    return {"validationData": names or ["vx", "vy"], "validationStream": stream}


WEIGHED = {"sampleWeight": "w"}
ARRAYS = {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 4}, "batches": True}


def cases():
    def c(*steps, layers=BINARY, **more):
        return case(spec(layers, steps, **more))

    yield "one pass of a generator", c(fit(generated(4, 4, 4, 4, 1)))
    yield "batches that grow", c(fit(generated(1, 2, 5, 9)), layers=PENALIZED)
    yield "batches of one", c(fit(generated(*[1] * 6)), layers=PENALIZED, optimizer="sgd")
    yield "epochs of an endless generator", c(fit(generated(4, 4, 7, passes=0), {"epochs": 4, "stepsPerEpoch": 2}))
    yield "a generator that ends in an epoch", c(fit(generated(4, 4, 7, passes=2), {"epochs": 2, "stepsPerEpoch": 4}))
    yield "epochs of batches by index", c(fit(indexed(6, 5, 6), {"epochs": 3}))
    yield "epochs that end before the data", c(fit(indexed(6, 5, 6), {"epochs": 4, "stepsPerEpoch": 2}))
    yield "epochs as long as the data", c(fit(indexed(6, 5, 6), {"epochs": 2, "stepsPerEpoch": 3}))
    yield "sample weights", c(fit(indexed(6, 5, 6), {"epochs": 2}, **WEIGHED), layers=PENALIZED)
    yield "sample weights of a generator", c(fit(generated(3, 9), **WEIGHED))
    yield "class weights", c(fit(indexed(6, 5, 6), {"epochs": 2, "classWeight": {"0": 0.5, "1": 3.0}}))
    yield "validated by index", c(fit(indexed(6, 5, 6), {"epochs": 2}, **validated(indexed(2, 6, 1))), layers=PENALIZED)
    yield "validated with weights", c(fit(indexed(6, 5), {"epochs": 2}, **validated(indexed(4, 5), "vx", "vy", "vw")))
    yield "validated by the first batches", c(
        fit(indexed(6, 5, 6), {"epochs": 2, "validationSteps": 2}, **validated(indexed(2, 6, 1)))
    )
    yield "validated by the first batches of a generator", c(
        fit(indexed(6, 5, 6), {"epochs": 3, "validationSteps": 2}, **validated(generated(2, 6, 1, passes=0)))
    )
    yield "validated by arrays", c(
        fit(generated(8, 9), {"validationBatchSize": 4}, validationData=["vx", "vy"]), layers=PENALIZED
    )
    yield "arrays validated by batches", c({**ARRAYS, "options": {"batchSize": 4, "epochs": 2}, **validated(indexed(2, 7))})
    yield "arrays validated by their first batches", c(
        {**ARRAYS, "options": {"batchSize": 4, "epochs": 2, "validationSteps": 2}, "validationData": ["vx", "vy"]}
    )
    yield "masks, and shuffles of the next fit", c(fit(indexed(6, 5, 6), {"epochs": 2}), ARRAYS, layers=DROPPED)
    yield "evaluated", c(
        {"do": "evaluate", "x": "x", "y": "y", "stream": generated(5, 1, 11)},
        {"do": "evaluate", "x": "x", "y": "y", "sampleWeight": "w", "stream": indexed(5, 1, 11), "options": {"steps": 2}},
        {"do": "evaluate", "x": "x", "y": "y", "options": {"batchSize": 3, "steps": 2}},
        layers=PENALIZED,
    )
    yield "predicted", c(
        {"do": "predict", "x": "x", "y": "y", "stream": generated(5, 1, 11)},
        {"do": "predict", "x": "x", "stream": indexed(5, 1, 11), "options": {"steps": 2}},
        {"do": "predict", "x": "x", "options": {"batchSize": 3, "steps": 2}},
    )
    hooks = [{"name": "lambdaCallback"}]
    yield "hooks", c(fit(indexed(6, 11), {"epochs": 2}, callbacks=hooks, **validated(indexed(2, 7))))
