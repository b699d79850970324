"""Callbacks that end training: when they stop, and which weights they leave."""

import numpy as np

from .encode import f32
from .program import case

ADAM = {"name": "adam", "learningRate": 0.05}


def spec(callbacks, epochs=25, optimizer=ADAM, nan=False):
    """A few noisy rows, so that validation gets worse before long."""

    def make(rng):
        data = {
            "x": f32(rng.normal(size=(12, 3))),
            "y": f32(rng.integers(0, 2, size=(12, 1))),
            "vx": f32(rng.normal(size=(9, 3))),
            "vy": f32(rng.integers(0, 2, size=(9, 1))),
        }
        if nan:
            data["x"][7, 1] = np.nan
        return {
            "layers": [
                {"layer": "dense", "units": 8, "activation": "tanh", "inputDim": 3},
                {"layer": "dense", "units": 1, "activation": "sigmoid"},
            ],
            "compile": {"loss": "binary_crossentropy", "optimizer": optimizer, "metrics": ["accuracy"]},
            "steps": [
                {
                    "do": "fit",
                    "x": "x",
                    "y": "y",
                    "validationData": ["vx", "vy"],
                    "options": {"batchSize": 5, "epochs": epochs},
                    "callbacks": callbacks,
                },
                {"do": "getWeights"},
            ],
        }, data

    return make


def stopping(**options):
    return [{"name": "earlyStopping", **options}]


def cases():
    yield "early stopping", case(spec(stopping()))
    yield "patience", case(spec(stopping(patience=3)))
    yield "restore best weights", case(spec(stopping(patience=3, restoreBestWeights=True)))
    yield "restore best weights, never stopped", case(spec(stopping(patience=50, restoreBestWeights=True), epochs=8))
    yield "monitor accuracy", case(spec(stopping(monitor="val_accuracy", patience=2, restoreBestWeights=True)))
    yield "monitor training loss, mode max", case(spec(stopping(monitor="loss", mode="max", patience=1)))
    yield "minimal change", case(spec(stopping(monitor="loss", minDelta=0.02, patience=1)))
    yield "baseline", case(spec(stopping(baseline=0.1, patience=4, restoreBestWeights=True)))
    yield "start from epoch", case(spec(stopping(startFromEpoch=6, patience=2, restoreBestWeights=True)))
    yield "NaN in the data", case(spec([], epochs=3, nan=True))
    yield "NaN in the data, terminated", case(spec([{"name": "terminateOnNaN"}], epochs=3, nan=True))
