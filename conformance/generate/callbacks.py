"""Callbacks: when they end training, which weights and learning rates they leave, what they write and send."""

import numpy as np

from .encode import f32
from .program import case

ADAM = {"name": "adam", "learningRate": 0.05}


def spec(callbacks, epochs=25, optimizer=ADAM, nan=False, validated=True, metrics=("accuracy",)):
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
            "compile": {"loss": "binary_crossentropy", "optimizer": optimizer, "metrics": list(metrics)},
            "steps": [
                {
                    "do": "fit",
                    "x": "x",
                    "y": "y",
                    **({"validationData": ["vx", "vy"]} if validated else {}),
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

    plateau = lambda **options: [{"name": "reduceLROnPlateau", "patience": 2, **options}]
    yield "plateau", case(spec(plateau()))
    yield "plateau, default patience", case(spec([{"name": "reduceLROnPlateau", "factor": 0.5}]))
    yield "plateau, cooldown", case(spec(plateau(factor=0.5, cooldown=3)))
    yield "plateau, least rate", case(spec(plateau(factor=0.3, minLr=0.004)))
    yield "plateau, least change", case(spec(plateau(monitor="loss", minDelta=0.03, factor=0.7)))
    yield "plateau, patience 0", case(spec(plateau(monitor="loss", mode="max", factor=0.8, patience=0), epochs=6))
    yield "plateau of an accuracy", case(spec(plateau(monitor="val_accuracy", factor=0.5), epochs=12))
    scheduler = lambda schedule: [{"name": "learningRateScheduler", "schedule": schedule}]
    yield "scheduled rate", case(spec(scheduler("halve every second"), epochs=8))
    yield "scheduled rate by epoch", case(spec(scheduler("by epoch"), epochs=5, optimizer="sgd"))
    csv = lambda **options: [{"name": "csvLogger", **options}]
    yield "CSV", case(spec(csv(), epochs=3))
    yield "CSV without validation", case(spec(csv(), epochs=2, validated=False))
    yield "CSV, semicolons, a learning rate", case(spec([*scheduler("by epoch"), *csv(separator=";")], epochs=3))
    yield "CSV, a separator that is in numbers", case(spec(csv(separator="."), epochs=2))
    yield "CSV over a file", case(spec(csv(before="epoch,loss\r\n0,1.5\r\n"), epochs=2))
    yield "CSV below a file", case(spec(csv(before="epoch,loss\r\n0,1.5\r\n", append=True), epochs=2))
    yield "CSV below an empty file", case(spec(csv(before="", append=True), epochs=2))
    yield "CSV below no file", case(spec(csv(append=True), epochs=2))
    yield "CSV of NaN", case(spec(csv(), epochs=2, nan=True, metrics=()))
    yield "remote monitor", case(spec([{"name": "remoteMonitor"}], epochs=2))
    remote = {"name": "remoteMonitor", "root": "http://host:1", "path": "/p", "sendAsJson": True, "headers": {"a": "b"}}
    yield "remote monitor, JSON", case(spec([remote], epochs=2))
    yield "remote monitor, another field", case(spec([{"name": "remoteMonitor", "field": "logs"}], epochs=2, validated=False))
    yield "hooks", case(spec([{"name": "lambdaCallback"}], epochs=2))
    yield "hooks without validation", case(spec([{"name": "lambdaCallback"}], epochs=2, validated=False))
    ema = {**ADAM, "useEma": True, "emaMomentum": 0.9}
    swap = lambda **options: [{"name": "swapEMAWeights", **options}]
    yield "averages swapped in for validation", case(spec(swap(), epochs=4, optimizer=ema))
    yield "averages swapped in by epoch", case(spec(swap(swapOnEpoch=True), epochs=4, optimizer=ema))
    scaled = {"name": "lossScaleOptimizer", "innerOptimizer": {**ema, "emaOverwriteFrequency": 5}}
    both = [*swap(swapOnEpoch=True), *stopping(patience=1, restoreBestWeights=True)]
    yield "averages swapped in, best ones restored", case(spec(both, epochs=8, optimizer=scaled))
