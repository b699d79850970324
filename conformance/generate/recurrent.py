"""Recurrent layers: each option of each cell (value, gradient by weights and by the input, penalties, constraints), masks,
states, stacks, and dropout over fits with validation. In float64 from given weights, which shows what rounding hides.

A step of SGD at rate 1 changes the weights by the gradient; an identity Dense in front shows that of the input.
"""

import numpy as np

from .encode import f32
from .layers import step
from .masks import PADDED, STEP_INPUT, STEPS, WORD_INPUT, dense, model, new, row
from .program import case

SHAPE, UNITS = (4, 3), 2
L1 = {"name": "l1", "l1": 0.03}
L2 = {"name": "l2", "l2": 0.05}
CELLS = {"simpleRNN": {}, "lstm": {}, "gru": {}, "gru, reset before": {"resetAfter": False}}


def layer(name, **options):
    return {"layer": name.split(",")[0], "units": UNITS, **CELLS.get(name, {}), **options}


def cell(name, **options):
    made = layer(name, **options)
    return {**made, "layer": f"{made['layer']}Cell"}


def after(options):
    """The shape of a row of what such a layer gives."""
    return (SHAPE[0], UNITS) if options.get("returnSequences") else (UNITS,)


def gated(name):
    return [] if name == "simpleRNN" else [
        {"recurrentActivation": "hard_sigmoid"},
        {"implementation": 1},
        {"implementation": 1, "recurrentDropout": 0.3, "dropout": 0.4},
    ]


def options(name):
    yield {}
    yield {"returnSequences": True}
    yield {"goBackwards": True}
    yield {"goBackwards": True, "returnSequences": True}
    yield {"unroll": True, "returnSequences": True}
    yield {"zeroOutputForMask": True}
    yield {"useBias": False}
    yield {"activation": "relu"}
    yield {"activation": None}
    yield {"kernelInitializer": "he_normal", "recurrentInitializer": "glorot_normal", "biasInitializer": "ones"}
    yield {"recurrentInitializer": {"name": "identity", "gain": 0.5}} if name == "simpleRNN" else {
        "biasInitializer": {"name": "randomNormal", "stddev": 0.5, "seed": 3}
    }
    yield {"kernelRegularizer": L1, "recurrentRegularizer": L2, "biasRegularizer": {"name": "l1", "l1": 0.2}}
    yield {"activityRegularizer": L1, "returnSequences": True}
    yield {"activityRegularizer": L2}
    yield {"kernelConstraint": "max_norm", "recurrentConstraint": "unit_norm", "biasConstraint": "non_neg"}
    yield {"dropout": 0.4}
    yield {"recurrentDropout": 0.4}
    yield {"dropout": 0.5, "recurrentDropout": 0.3, "seed": 7, "returnSequences": True}
    yield {"dropout": 1.5}
    yield {"frozen": True, "kernelRegularizer": L1, "activityRegularizer": L1}
    if name != "simpleRNN":
        yield {"useCudnn": False}
    yield from gated(name)
    if name == "lstm":
        yield {"unitForgetBias": False}


def each():
    for name in CELLS:
        for given in options(name):
            if name == "lstm" and given == {"dropout": 1.5}:
                continue
            yield f"{name} {given}", case(step([layer(name, **given)], SHAPE, after(given), zeros=False))
        yield f"{name}, one step", case(step([layer(name)], (1, 3), (UNITS,)))


def double(name, given, loss_steps=3):
    """From weights that are given, since Keras draws others in float64."""

    def make(rng):
        gates = {"simpleRNN": 1, "lstm": 4}.get(name, 3)
        width = gates * UNITS
        bias = (2, width) if name == "gru" else (width,)
        shapes = {"k": (SHAPE[1], width), "r": (UNITS, width), "b": bias}
        data = {key: rng.normal(size=shape) * 0.5 for key, shape in shapes.items()}
        data["x"] = rng.normal(size=(6, *SHAPE))
        data["y"] = rng.normal(size=(6, *after(given)))
        batch = {"do": "trainOnBatch", "x": "x", "y": "y"}
        return {
            "floatx": "float64",
            "layers": [{**layer(name, **given), "inputShape": list(SHAPE)}],
            "compile": {"loss": "mse", "optimizer": {"name": "adam", "learningRate": 0.1}},
            "steps": [
                {"do": "setWeights", "weights": ["k", "r", "b"]},
                {"do": "predict", "x": "x"},
                *[batch for _ in range(loss_steps)],
                {"do": "getWeights"},
            ],
        }, data

    return make


def doubles():
    penalties = {"activityRegularizer": L1, "recurrentRegularizer": L2, "returnSequences": True}
    for name in CELLS:
        linear = [] if name == "simpleRNN" else [{"recurrentActivation": None}]
        for given in [{}, {"goBackwards": True, "returnSequences": True}, penalties, *linear]:
            yield f"{name} {given} in float64", case(double(name, given))


def masked():
    for name in CELLS:
        for given in [{}, {"returnSequences": True}, {"goBackwards": True, "returnSequences": True}, {"goBackwards": True}]:
            outputs = (STEPS, 2) if given.get("returnSequences") else (2,)
            yield f"{name} {given} of masked words", model(row(PADDED, layer(name, **given), dense()), WORD_INPUT, outputs)
    for given in [
        {"zeroOutputForMask": True, "returnSequences": True},
        {"zeroOutputForMask": True},
        {"unroll": True, "returnSequences": True},
        {"unroll": True},
        {"unroll": True, "zeroOutputForMask": True, "returnSequences": True},
        {"dropout": 0.3, "recurrentDropout": 0.3},
        {"activityRegularizer": L1, "returnSequences": True},
    ]:
        outputs = (STEPS, 2) if given.get("returnSequences") else (2,)
        yield f"lstm {given} of masked words", model(row(PADDED, layer("lstm", **given), dense()), WORD_INPUT, outputs)
    yield "two layers behind masking", model(
        row({"layer": "masking"}, layer("lstm", returnSequences=True), layer("gru"), dense(), shape=(STEPS, 3)),
        STEP_INPUT,
        (2,),
    )
    yield "a mask by hand", model(
        {
            "inputs": {"x": {"shape": [STEPS, 3]}, "mask": {"shape": [STEPS], "dtype": "bool"}},
            "calls": {"h": {**new(layer("lstm"), "x"), "with": {"mask": "mask"}}, "out": new(dense(), "h")},
            "outputs": "out",
        },
        {**STEP_INPUT, "mask": lambda rng: rng.random((11, STEPS)) < 0.6},
        (2,),
    )


def stacks():
    pair = [cell("lstm"), cell("gru", units=3)]
    for name, given, units in [
        ("a simple cell", {"cell": cell("simpleRNN")}, 2),
        ("an lstm cell", {"cell": cell("lstm"), "returnSequences": True}, 2),
        ("a gru cell", {"cell": cell("gru", resetAfter=False), "goBackwards": True}, 2),
        ("two cells", {"cell": pair}, 3),
        ("three cells", {"cell": [*pair, cell("simpleRNN", units=4)], "returnSequences": True}, 4),
        ("stackedRNNCells", {"cell": {"layer": "stackedRNNCells", "cells": pair}, "goBackwards": True, "returnSequences": True}, 3),
        (
            "cells that drop",
            {"cell": [cell("lstm", dropout=0.3), cell("gru", units=3, recurrentDropout=0.3, dropout=0.2), cell("simpleRNN", recurrentDropout=0.4)]},
            2,
        ),
        (
            "cells with penalties of their weights",
            {"cell": [cell("lstm", kernelRegularizer=L1), cell("simpleRNN", recurrentRegularizer=L2)], "activityRegularizer": L1},
            2,
        ),
    ]:
        outputs = (SHAPE[0], units) if given.get("returnSequences") else (units,)
        yield f"rnn of {name}", case(step([{"layer": "rnn", **given}], SHAPE, outputs, zeros=False))
    for given in [{"cell": cell("gru")}, {"cell": pair}]:
        for rest in [{"returnSequences": True}, {"unroll": True}]:
            outputs = (STEPS, 2) if rest.get("returnSequences") else (2,)
            yield f"rnn {given} {rest} of masked words", model(
                row(PADDED, {"layer": "rnn", **given, **rest}, dense()), WORD_INPUT, outputs
            )


def both_ways():
    wrap = lambda inner, **given: {"layer": "bidirectional", "wrapped": inner, **given}
    for mode in ["concat", "sum", "mul", "ave"]:
        yield f"bidirectional lstm, {mode}", case(
            step([wrap(layer("lstm", returnSequences=True), mergeMode=mode)], SHAPE, (SHAPE[0], 4 if mode == "concat" else 2))
        )
    for name in CELLS:
        yield f"bidirectional {name}", case(step([wrap(layer(name))], SHAPE, (4,)))
    for title, made in {
        "penalties on both and on the wrapper": wrap(layer("gru", activityRegularizer=L1, recurrentRegularizer=L2), activityRegularizer=L1),
        "a backward layer of its own": wrap(
            layer("lstm"), backwardLayer=layer("gru", units=3, goBackwards=True, activation="relu")
        ),
        "dropout": wrap(layer("lstm", dropout=0.3, recurrentDropout=0.2)),
        "initializers of its own": wrap(layer("lstm", kernelInitializer={"name": "heNormal"}, recurrentInitializer={"name": "randomNormal", "seed": 3})),
        "a simple cell that drops": wrap(layer("simpleRNN", dropout=0.3)),
        "a stack": wrap({"layer": "rnn", "cell": [cell("lstm"), cell("gru")]}),
    }.items():
        outputs = (5,) if "backwardLayer" in made else (4,)
        yield f"bidirectional, {title}", case(step([made], SHAPE, outputs, zeros=False))
    for given in [{}, {"returnSequences": True}, {"returnSequences": True, "unroll": True}]:
        outputs = (STEPS, 2) if given else (2,)
        yield f"bidirectional {given} of masked words", model(row(PADDED, wrap(layer("gru", **given)), dense()), WORD_INPUT, outputs)
    split = {
        "inputs": {"x": {"shape": [STEPS]}, **{key: {"shape": [UNITS]} for key in "abcd"}},
        "calls": {
            "e": new(PADDED, "x"),
            "s": {
                **new(wrap(layer("lstm", returnState=True, returnSequences=True), mergeMode=None), "e"),
                "with": {"initialState": ["a", "b", "c", "d"]},
            },
            "f": new({"layer": "flatten"}, "s/0"),
            "g": new({"layer": "flatten"}, "s/1"),
            "all": new({"layer": "concatenate"}, ["f", "g", "s/2", "s/3", "s/4", "s/5"]),
            "out": new(dense(), "all"),
        },
        "outputs": "out",
    }
    given = {**WORD_INPUT, **{key: lambda rng: f32(rng.normal(size=(11, UNITS))) for key in "abcd"}}
    yield "bidirectional, both outputs and the states", model(split, given, (2,))


def distributed():
    wrap = lambda inner, **given: {"layer": "timeDistributed", "wrapped": inner, **given}
    every = {"kernelRegularizer": L1, "biasRegularizer": L2, "kernelConstraint": "max_norm"}
    inner = {"layer": "sequential", "layers": [dense(3, activation="tanh"), dense(2)]}
    for title, made, shape, outputs in [
        ("dense", wrap(dense(2, activation="tanh", **every)), (4, 3), (4, 2)),
        ("dense, a penalty on the wrapper", wrap(dense(2), activityRegularizer=L1), (4, 3), (4, 2)),
        ("a model", wrap(inner), (4, 3), (4, 2)),
        ("dropout", wrap({"layer": "dropout", "rate": 0.4}), (4, 3), (4, 3)),
        ("batch normalization", wrap({"layer": "batchNormalization", "momentum": 0.8}), (4, 3), (4, 3)),
        ("lstm", wrap(layer("lstm", dropout=0.3)), (3, 4, 2), (3, 2)),
        ("softmax of images", wrap({"layer": "softmax"}), (2, 3, 4), (2, 3, 4)),
    ]:
        yield f"timeDistributed {title}", case(step([made], shape, outputs, zeros=False))
    yield "timeDistributed of masked words", model(row(PADDED, wrap(dense(4)), layer("lstm"), dense()), WORD_INPUT, (2,))


def convolved():
    conv = lambda rank, **given: {"layer": f"convLstm{rank}d", "filters": 2, "kernelSize": 2, **given}
    first = {"dataFormat": "channels_first"}
    penalties = {"kernelRegularizer": L1, "recurrentRegularizer": L2, "biasRegularizer": L1, "activityRegularizer": L1}
    for rank, given, shape, outputs in [
        (1, {}, (3, 4, 2), (3, 2)),
        (1, {"returnSequences": True, "padding": "same", "strides": 2}, (3, 5, 2), (3, 3, 2)),
        (1, {"dilationRate": 2, "goBackwards": True, **first}, (3, 2, 5), (2, 3)),
        (2, {}, (2, 3, 3, 2), (2, 2, 2)),
        (2, {"returnSequences": True, "padding": "same", "kernelSize": [3, 2]}, (2, 3, 4, 1), (2, 3, 4, 2)),
        (2, {"strides": [2, 1], "useBias": False, **first}, (2, 1, 4, 3), (2, 2, 2)),
        (2, {"dropout": 0.3, "recurrentDropout": 0.4}, (2, 3, 3, 2), (2, 2, 2)),
        (2, {"activation": "relu", "recurrentActivation": "hard_sigmoid", "unitForgetBias": False}, (2, 3, 3, 2), (2, 2, 2)),
        (2, {**penalties, "kernelConstraint": "max_norm", "recurrentConstraint": "max_norm", "biasConstraint": "non_neg"}, (2, 3, 3, 2), (2, 2, 2)),
        (3, {}, (2, 2, 3, 2, 1), (1, 2, 1, 2)),
        (3, {"padding": "same", "returnSequences": True, **first}, (2, 1, 2, 2, 2), (2, 2, 2, 2, 2)),
    ]:
        yield f"convLstm{rank}d {given}", case(step([conv(rank, **given)], shape, outputs, zeros=False, dense_before=not given.get("dataFormat")))
    yield "convLstm2d in both directions", case(
        step([{"layer": "bidirectional", "wrapped": conv(2)}], (2, 3, 3, 1), (2, 2, 4))
    )


def states():
    """Layers that return their states, and layers that begin from given ones."""
    for name in CELLS:
        count = 2 if name == "lstm" else 1
        encoder = {
            "inputs": {"x": {"shape": [STEPS, 3]}, "z": {"shape": [STEPS - 1, 3]}},
            "calls": {
                "e": new(layer(name, returnState=True, activityRegularizer=L1), "x"),
                "d": {
                    **new(layer(name, returnSequences=True), "z"),
                    "with": {"initialState": [f"e/{i + 1}" for i in range(count)]},
                },
                "out": new(dense(), "d"),
            },
            "outputs": "out",
        }
        later = {"x": lambda rng: f32(rng.normal(size=(11, STEPS, 3))), "z": lambda rng: f32(rng.normal(size=(11, STEPS - 1, 3)))}
        yield f"{name}: encoder and decoder", model(encoder, later, (STEPS - 1, 2))
    three = {
        "inputs": {"x": {"shape": [STEPS]}, "h": {"shape": [UNITS]}, "c": {"shape": [UNITS]}},
        "calls": {
            "e": new(PADDED, "x"),
            "s": {
                **new(layer("lstm", returnState=True, returnSequences=True, goBackwards=True), "e"),
                "with": {"initialState": ["h", "c"]},
            },
            "a": new({"layer": "flatten"}, "s/0"),
            "all": new({"layer": "concatenate"}, ["a", "s/1", "s/2"]),
            "out": new(dense(), "all"),
        },
        "outputs": "out",
    }
    given = {**WORD_INPUT, **{key: lambda rng: f32(rng.normal(size=(11, UNITS))) for key in "hc"}}
    yield "lstm: states in and out, masked", model(three, given, (2,))
    unrolled = {**three, "calls": {**three["calls"], "s": {**three["calls"]["s"], **new(layer("lstm", returnState=True, returnSequences=True, unroll=True), "e")}}}
    yield "lstm: states in and out, masked, unrolled", model(unrolled, given, (2,))


def curves():
    """Two fits with validation, on batches with a tail: every call draws masks, predictions and validation included."""

    def trained(*layers):
        def make(rng):
            data = {
                "x": f32(rng.normal(size=(14, 5, 3))),
                "y": f32(rng.normal(size=(14, 2))),
                "vx": f32(rng.normal(size=(5, 5, 3))),
                "vy": f32(rng.normal(size=(5, 2))),
            }
            fit = {"do": "fit", "x": "x", "y": "y", "validationData": ["vx", "vy"], "options": {"batchSize": 4, "epochs": 2}}
            return {
                "layers": [{**layers[0], "inputShape": [5, 3]}, *layers[1:], dense()],
                "compile": {"loss": "mse", "optimizer": {"name": "sgd", "learningRate": 0.05}},
                "steps": [
                    fit,
                    {"do": "predict", "x": "vx", "options": {"batchSize": 2}},
                    {"do": "evaluate", "x": "x", "y": "y"},
                    fit,
                    {"do": "getWeights"},
                ],
            }, data

        return case(make)

    both = {"dropout": 0.3, "recurrentDropout": 0.2}
    for name in CELLS:
        yield f"{name} fitted twice, dropping", trained(layer(name, units=4, **both))
        yield f"{name} fitted twice, dropping inputs", trained(layer(name, units=4, dropout=0.3))
        yield f"{name} fitted twice, dropping states", trained(layer(name, units=4, recurrentDropout=0.3))
    yield "two layers fitted twice, dropping", trained(
        layer("gru", units=4, returnSequences=True, **both), {"layer": "dropout", "rate": 0.2}, layer("lstm", units=3, **both)
    )
    yield "a stack fitted twice, dropping", trained(
        {"layer": "rnn", "cell": [cell("lstm", units=3, **both), cell("simpleRNN", units=4, dropout=0.2)]}
    )


def cases():
    yield from both_ways()
    yield from distributed()
    yield from convolved()
    yield from each()
    yield from doubles()
    yield from masked()
    yield from stacks()
    yield from states()
    yield from curves()
