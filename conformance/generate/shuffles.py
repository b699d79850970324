"""Shuffles and masks, as training shows them.

Order: a model of one zero weight at learning rate 0 sees row i with loss (i + 1)^2 / 16, so that the running means of
the batch losses give the order; the record is then exact in the sense that another order gives other numbers.
Masks: rows of ones through dropout into zero weights with targets of -0.5; the weights after an SGD step at rate 1
are minus the mask, scaled.
"""

import numpy as np

from .encode import f32
from .program import case

FROZEN = {"name": "sgd", "learningRate": 0.0}


def order(steps, rows=11, given=True):
    def make(rng):
        data = {
            "x": f32(np.ones((rows, 1))),
            "y": f32(np.arange(1, rows + 1)[:, None] / 4),
            "vx": f32(np.ones((3, 1))),
            "vy": f32(np.ones((3, 1))),
        }
        return {
            "layers": [{"layer": "dense", "units": 1, "kernelInitializer": "zeros", **({"inputDim": 1} if given else {})}],
            "compile": {"loss": "mse", "optimizer": FROZEN, "metrics": ["mae"]},
            "steps": steps,
        }, data

    return make


def masks(rate, rows, width, batch, seed=None, epochs=2):
    def make(rng):
        dropout = {"layer": "dropout", "rate": rate, "inputDim": width, **({} if seed is None else {"seed": seed})}
        data = {
            "x": f32(np.ones((batch, width))),
            "y": f32(np.full((batch, rows), -0.5 * batch * rows)),
            "zero": f32(np.zeros((width, rows))),
        }
        one = [
            {"do": "setWeights", "weights": ["zero"]},
            {"do": "trainOnBatch", "x": "x", "y": "y"},
            {"do": "getWeights"},
            {"do": "predict", "x": "x"},
        ]
        return {
            "layers": [dropout, {"layer": "dense", "units": rows, "useBias": False}],
            "compile": {"loss": "mse", "optimizer": {"name": "sgd", "learningRate": 1.0}},
            "steps": one * epochs,
        }, data

    return make


def fit(options=None, **more):
    return {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 1, "epochs": 3, **(options or {})}, "batches": True, **more}


VALIDATED = {"validationData": ["vx", "vy"]}
EVALUATE = {"do": "evaluate", "x": "vx", "y": "vy"}
ON_BATCH = {"do": "trainOnBatch", "x": "vx", "y": "vy"}
PREDICT = {"do": "predict", "x": "vx"}
AGAIN = {"do": "compile"}


def cases():
    def c(*steps, rows=11, given=True):
        return case(order(list(steps), rows, given))

    yield "order", c(fit())
    yield "order, after validation", c(fit(**VALIDATED))
    yield "order, second fit", c(fit(), fit())
    yield "order, second fit after validation", c(fit(**VALIDATED), fit(**VALIDATED))
    yield "order, compiled again", c(fit(), AGAIN, fit())
    yield "order, compiled twice before", c(AGAIN, fit())
    yield "order, evaluated first", c(EVALUATE, fit())
    yield "order, evaluated between", c(fit(), EVALUATE, fit())
    yield "order, compiled again and evaluated", c(fit(), AGAIN, EVALUATE, fit())
    yield "order, trained on a batch first", c(ON_BATCH, fit())
    yield "order, predicted first", c(PREDICT, fit())
    yield "order, batches of two with a tail", c(fit({"batchSize": 2}))
    yield "order, batches of four", c(fit({"batchSize": 4}, **VALIDATED), rows=10)
    yield "order, unshuffled, then shuffled", c(fit({"shuffle": False}), fit())
    # Batch-wise shuffling is inside a batch, which its loss hides: the order that follows shows what was drawn.
    yield "order, after batch-wise", c(fit({"shuffle": "batch", "batchSize": 3}), fit(), rows=12)
    yield "order, after batch-wise with a tail", c(fit({"shuffle": "batch", "batchSize": 4}), fit(), rows=11)
    yield "order, after batch-wise twice", c(
        fit({"shuffle": "batch", "batchSize": 4}), fit({"shuffle": "batch", "batchSize": 5}), fit(), rows=11
    )
    yield "order, zero epochs first", c(fit({"epochs": 0}), fit())
    yield "order, initial epoch", c(fit({"initialEpoch": 1}), fit())
    yield "order, validation split", c(fit({"validationSplit": 0.3}), fit({"validationSplit": 0.3}))
    yield "order, input known at the first call", c(fit(), fit(), given=False)
    yield "order, input known after a prediction", c(PREDICT, fit(), given=False)
    yield "order, input known after an evaluation", c(EVALUATE, fit(), given=False)
    yield "order, tested on a batch first", c({**ON_BATCH, "do": "testOnBatch"}, fit())
    yield "masks 0.5", case(masks(0.5, 1, 64, 1))
    yield "masks 0.3, rows", case(masks(0.3, 1, 37, 1, epochs=3))
    yield "masks 0.25, batch", case(masks(0.25, 2, 16, 4))
    yield "masks seeded", case(masks(0.4, 1, 50, 1, seed=123))
    yield "masks of rate 0 draw nothing", case(masks(0.0, 1, 5, 1))
