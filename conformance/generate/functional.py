"""Functional models: shared layers, nested models, ops between layers, several inputs and outputs, merging layers; losses,
metrics and weights by list and by name.
"""

import numpy as np

from .encode import f32
from .program import case

SGD = {"name": "sgd", "learningRate": 0.05}
L1 = {"name": "l1", "l1": 0.02}
L2 = {"name": "l2", "l2": 0.03}


def dense(units=3, **options):
    return {"layer": "dense", "units": units, **options}


def new(layer, of):
    return {"layer": layer, "of": of}


def model(graph, targets, loss="mse", rows=11, inputs=None, weights=None, by_name=False, y=None, fit=None, extra=(), **compiled):
    """Trains on batches of 4 with a tail of 3, evaluates and predicts. `targets` are shapes of rows by output."""

    def make(rng):
        built = {"graph": graph} if isinstance(graph, dict) else {"model": graph}
        shapes = inputs or {name: tuple(options["shape"]) for name, options in graph["inputs"].items()}
        data = {name: f32(rng.normal(size=(rows, *shape))) for name, shape in shapes.items()}
        for name, shape in targets.items():
            classes = shape if isinstance(shape, int) else None
            data[name] = (
                rng.integers(0, classes, size=rows).astype(np.int32) if classes else f32(rng.normal(size=(rows, *shape)))
            )
        by_input_name = graph == "towers" or isinstance(graph, dict) and graph.get("byName")
        x = {n: n for n in shapes} if by_input_name else list(shapes) if len(shapes) > 1 else next(iter(shapes))
        names = list(targets)
        given = y if y is not None else {n: n for n in names} if by_name else names if len(names) > 1 else names[0]
        common = {"x": x, "y": given}
        validation = [x, given]
        if weights is not None:
            for name in weights if isinstance(weights, list) else weights.values() if isinstance(weights, dict) else [weights]:
                data[name] = f32(rng.uniform(0, 2, size=rows))
            common["sampleWeight"] = weights
            validation.append(weights)
        return {
            **built,
            "compile": {"loss": loss, "optimizer": SGD, **compiled},
            "steps": [
                *([{"do": "getWeights"}] if "graph" in built else []),
                {"do": "evaluate", **common, "options": {"batchSize": 4}},
                {"do": "trainOnBatch", **common},
                {"do": "fit", **common, "options": {"batchSize": 4, "epochs": 2, **(fit or {})}, "batches": True,
                 "validationData": validation},
                *extra,
                {"do": "testOnBatch", **common},
                {"do": "getWeights"},
                {"do": "predict", "x": x, "options": {"batchSize": 5}},
            ],
        }, data

    return case(make)


ONE = {"a": {"shape": [4]}}
TWO = {"a": {"shape": [4]}, "b": {"shape": [4]}}


def chain(layer, of=("a", "b"), inputs=TWO, after=None):
    """A merging layer between a dense one for each input and the output."""
    calls = {f"d{i}": new(dense(), name) for i, name in enumerate(of)}
    calls["m"] = new(layer, list(calls))
    calls["out"] = new(dense(2), "m") if after is None else after
    return {"inputs": inputs, "calls": calls, "outputs": "out"}


def merging():
    for name in ("add", "average", "maximum", "minimum", "multiply"):
        yield f"{name} of three", model(chain({"layer": name}, of=("a", "b", "a")), {"y": (2,)})
    yield "subtract", model(chain({"layer": "subtract"}), {"y": (2,)})
    yield "concatenate", model(chain({"layer": "concatenate"}), {"y": (2,)})
    steps = {"a": {"shape": [3, 4]}, "b": {"shape": [2, 4]}}
    yield "concatenate along steps", model(
        {
            "inputs": steps,
            "calls": {"m": new({"layer": "concatenate", "axis": 1}, ["a", "b"]), "out": new(dense(2), "m")},
            "outputs": "out",
        },
        {"y": (5, 2)},
    )
    flat = lambda options, a, b, y: model(
        {"inputs": {"a": {"shape": a}, "b": {"shape": b}}, "calls": {"d": new(dense(b[-1] if len(b) == len(a) == 1 else a[-1]), "a"), "out": new({"layer": "dot", **options}, ["d", "b"])}, "outputs": "out"},
        {"y": y},
    )
    yield "dot of vectors", flat({"axes": 1}, [4], [4], (1,))
    yield "dot of vectors, normalized", flat({"axes": -1, "normalize": True}, [4], [4], (1,))
    yield "dot of matrices", flat({"axes": 2}, [3, 4], [2, 4], (3, 2))
    yield "dot of matrices by two axes", flat({"axes": [1, 2]}, [3, 4], [2, 3], (4, 2))
    yield "dot of matrices, normalized", flat({"axes": [2, 1], "normalize": True}, [3, 4], [4, 2], (3, 2))
    yield "dot of a matrix and a vector", flat({"axes": [2, 1]}, [3, 4], [4], (3,))
    yield "dot of a vector and a matrix", flat({"axes": [1, 2]}, [4], [3, 4], (3,))
    yield "dot of higher rank", flat({"axes": [3, 1]}, [2, 3, 4], [4, 2, 2], (2, 3, 2, 2))
    for name in ("add", "multiply", "maximum"):
        yield f"{name} that broadcasts", model(
            {
                "inputs": {"a": {"shape": [3, 4]}, "b": {"shape": [4]}},
                "calls": {"d": new(dense(4), "b"), "m": new({"layer": name, "activityRegularizer": L1}, ["a", "d"]), "out": new(dense(2), "m")},
                "outputs": "out",
            },
            {"y": (3, 2)},
        )


def shared():
    twice = {
        "within": True,
        "inputs": TWO,
        "calls": {
            "h": new(dense(activation="tanh", kernelRegularizer=L2, activityRegularizer=L1), "a"),
            "again": {"use": "h", "of": "b"},
            "m": new({"layer": "concatenate"}, ["h", "again"]),
            "out": new(dense(2), "m"),
        },
        "outputs": "out",
    }
    yield "a shared layer: activity penalty per call, kernel penalty once", model(twice, {"y": (2,)})
    yield "a shared layer, sum", model(twice, {"y": (2,)}, activityReduction="sum")
    deep = {
        "inputs": ONE,
        "calls": {
            "h": new(dense(4, activation="tanh"), "a"),
            "x": new(dense(4), "h"),
            "again": {"use": "h", "of": "x"},
            "once": {"use": "h", "of": "again"},
            "out": new(dense(2), "once"),
        },
        "outputs": "out",
    }
    yield "a layer shared at different depths", model(deep, {"y": (2,)})
    inner = {
        "layer": "functional",
        "graph": {
            "inputs": {"x": {"shape": [4]}},
            "calls": {"h": new(dense(3, activityRegularizer=L1, kernelRegularizer=L2), "x"), "d": new({"layer": "dropout", "rate": 0.3}, "h"), "o": new(dense(3), "d")},
            "outputs": "o",
        },
    }
    yield "a nested model", model(
        {"inputs": ONE, "calls": {"m": new(inner, "a"), "out": new(dense(2), "m")}, "outputs": "out"}, {"y": (2,)}
    )
    yield "a nested model called twice", model(
        {
            "within": True,
            "inputs": TWO,
            "calls": {"m": new(inner, "a"), "again": {"use": "m", "of": "b"}, "s": new({"layer": "subtract"}, ["m", "again"]), "out": new(dense(2), "s")},
            "outputs": "out",
        },
        {"y": (2,)},
    )
    yield "a nested model within a nested model", model(
        {
            "inputs": ONE,
            "calls": {
                "m": new({"layer": "functional", "graph": {"inputs": {"z": {"shape": [4]}}, "calls": {"m": new(inner, "z"), "o": new(dense(3, activityRegularizer=L2), "m")}, "outputs": "o"}}, "a"),
                "out": new(dense(2), "m"),
            },
            "outputs": "out",
        },
        {"y": (2,)},
    )
    several = {
        "layer": "functional",
        "graph": {
            "inputs": {"x": {"shape": [4]}, "z": {"shape": [4]}},
            "calls": {"h": new(dense(3), "x"), "g": new(dense(3), "z"), "s": new({"layer": "add"}, ["h", "g"])},
            "outputs": ["s", "g"],
        },
    }
    yield "a nested model of two inputs and two outputs", model(
        {
            "inputs": TWO,
            "calls": {"m": new(several, ["b", "a"]), "c": new({"layer": "concatenate"}, ["m/1", "m/0"]), "out": new(dense(2), "c")},
            "outputs": "out",
        },
        {"y": (2,)},
    )
    row = {"layer": "sequential", "layers": [dense(3, activityRegularizer=L1), {"layer": "activation", "activation": "relu"}]}
    yield "a sequential model as a layer, shared", model(
        {
            "within": True,
            "inputs": TWO,
            "calls": {"m": new(row, "a"), "again": {"use": "m", "of": "b"}, "s": new({"layer": "add"}, ["m", "again"]), "out": new(dense(2), "s")},
            "outputs": "out",
        },
        {"y": (2,)},
    )


def ops():
    yield "ops between layers", model(
        {
            "inputs": TWO,
            "calls": {
                "h": new(dense(), "a"),
                "g": new(dense(), "b"),
                "t": {"op": "tanh", "of": "h"},
                "p": {"op": "multiply", "of": ["t", "g"]},
                "q": {"op": "add", "of": "p", "args": [0.5]},
                "c": {"op": "concatenate", "of": ["q", "h"], "args": [-1]},
                "out": new(dense(2), "c"),
            },
            "outputs": "out",
        },
        {"y": (2,)},
    )
    yield "two inputs regularized at different first dimensions, outputs by name", model(
        {
            "inputs": {"a": {"shape": [4]}, "b": {"shape": [3, 2]}},
            "calls": {
                "rows": {"op": "reshape", "of": "b", "args": [[-1, 2]]},
                "h": new(dense(2, activityRegularizer=L1), "a"),
                "g": new(dense(2, activityRegularizer=L2), "rows"),
                "back": {"op": "reshape", "of": "g", "args": [[-1, 6]]},
                "m": new({"layer": "concatenate"}, ["h", "back"]),
                "left": new(dense(1, activation="sigmoid"), "m"),
                "right": new(dense(2), "m"),
            },
            "outputs": {"p": "left", "q": "right"},
        },
        {"p": 2, "q": (2,)},
        loss={"p": "binary_crossentropy", "q": "mse"},
        by_name=True,
        metrics={"p": ["accuracy"], "q": ["mae"]},
    )


def heads(outputs=None, **options):
    return {
        "inputs": ONE,
        "calls": {
            "h": new(dense(5, activation="tanh", activityRegularizer=L1), "a"),
            "u": new(dense(2, name="first", activityRegularizer=L2), "h"),
            "v": new(dense(3, name="second", activation="softmax"), "h"),
        },
        "outputs": outputs or ["u", "v"],
        **options,
    }


def outputs():
    two = {"u": (2,), "v": 3}
    both = {"loss": ["mse", "sparse_categorical_crossentropy"]}
    named = {"loss": {"first": "mse", "second": "sparse_categorical_crossentropy"}}
    yield "losses by list", model(heads(), two, **both)
    yield "losses by name", model(heads(), two, **named)
    yield "one loss for both", model(heads(), {"u": (2,), "v": (3,)}, loss="mae")
    yield "loss weights by list", model(heads(), two, **both, lossWeights=[0.5, 2.0])
    yield "loss weights by name", model(heads(), two, **named, lossWeights={"first": 0.5, "second": 2.0})
    yield "one loss weight for both", model(heads(), {"u": (2,), "v": (3,)}, lossWeights=0.25)
    yield "metrics by list", model(heads(), two, **both, metrics=[["mae", "mse"], "accuracy"])
    yield "metrics by name", model(heads(), two, **both, metrics={"second": ["accuracy", "acc"]})
    yield "metrics by name, all and weighted", model(
        heads(), two, **named, metrics={"first": "mae", "second": ["accuracy"]}, weightedMetrics={"first": ["mae", "mse"], "second": ["accuracy"]}, weights=["uw", "vw"]
    )
    yield "sample weights for both", model(heads(), two, **both, weights="w", weightedMetrics=[["mae"], ["accuracy"]])
    yield "sample weights by list", model(heads(), two, **both, weights=["uw", "vw"], lossWeights=[1.0, 0.3])
    yield "targets by name", model(heads(), two, **named, y={"first": "u", "second": "v"})
    yield "an output without loss", model(heads(), {"u": (2,)}, loss=["mse", None], y="u")
    yield "an output without loss, targets in a list", model(heads(), {"u": (2,)}, loss=["mse", None], y=["u"])
    yield "an output without loss, with targets", model(heads(), two, loss=["mse", None], metrics=[None, ["accuracy"]])
    third = heads(["u", "v", "h"])
    yield "an intermediate output", model(third, {"u": (2,), "v": 3, "h": (5,)}, loss=["mse", "sparse_categorical_crossentropy", "mae"])
    by_key = heads({"q": "u", "p": "v"})
    keyed = {"q": (2,), "p": 3}
    losses = {"q": "mse", "p": "sparse_categorical_crossentropy"}
    yield "outputs by name", model(by_key, keyed, loss=losses, by_name=True, metrics={"p": ["accuracy"], "q": ["mae"]})
    yield "outputs by name, loss weights and sample weights", model(
        by_key, keyed, loss=losses, by_name=True, lossWeights={"q": 0.5, "p": 2.0}, weights={"q": "qw", "p": "pw"}, weightedMetrics={"p": ["accuracy"]}
    )
    yield "outputs by name, loss of one", model(by_key, keyed, loss={"p": "sparse_categorical_crossentropy"}, by_name=True)
    yield "outputs by name, targets by list", model(by_key, {"q": (2,), "p": (3,)}, y=["p", "q"])
    yield "one output by name", model(heads({"p": "u"}), {"p": (2,)}, by_name=True, metrics=["mae"])
    same = {
        "inputs": ONE,
        "calls": {"h": new(dense(4, activation="tanh"), "a"), "u": new(dense(2, name="head"), "a"), "w": {"use": "u", "of": "h"}},
        "outputs": ["u", "w"],
    }
    yield "two outputs of one layer", model(same, {"u": (2,), "w": (2,)}, metrics=[["mae"], ["mae"]])
    yield "a list of one output", model(heads(["u"]), {"u": (2,)}, metrics=["mae"])


def inputs():
    graph = {
        "inputs": {"b": {"shape": [4]}, "a": {"shape": [3]}},
        "calls": {"h": new(dense(3), "b"), "g": new(dense(3), "a"), "m": new({"layer": "subtract"}, ["h", "g"]), "out": new(dense(2), "m")},
        "outputs": "out",
    }
    yield "inputs by list, in an order that is not the alphabet's", model(graph, {"y": (2,)})
    yield "inputs by name", model({**graph, "byName": True}, {"y": (2,)})
    yield "rows of rank 0 for an input of one column", model(
        {"inputs": {"a": {"shape": [1]}}, "calls": {"out": new(dense(2), "a")}, "outputs": "out"}, {"y": (2,)}, inputs={"a": ()}
    )
    yield "an input that nothing uses", model(
        {"inputs": TWO, "calls": {"out": new(dense(2), "b")}, "outputs": "out"}, {"y": (2,)}
    )
    yield "validation split and class weights", model(
        {"inputs": TWO, "calls": {"m": new({"layer": "add"}, ["a", "b"]), "out": new(dense(3, activation="softmax"), "m")}, "outputs": "out"},
        {"y": 3},
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        fit={"classWeight": {"0": 0.5, "2": 3.0}},
    )


def order():
    """Where the order of layers, and so of weights and draws, is not that of the calls."""
    yield "branches of different depth", model(
        {
            "inputs": TWO,
            "calls": {
                "out0": new(dense(2), "a"),
                "h": new(dense(3), "b"),
                "g": new(dense(4), "h"),
                "d": new({"layer": "dropout", "rate": 0.4}, "g"),
                "out1": new(dense(2), "d"),
                "m": new({"layer": "add"}, ["out0", "out1"]),
            },
            "outputs": ["m", "h"],
        },
        {"m": (2,), "h": (3,)},
    )
    yield "a frozen layer and a nested one", model(
        {
            "inputs": ONE,
            "calls": {
                "f": new(dense(3, frozen=True, kernelRegularizer=L2, activityRegularizer=L1), "a"),
                "s": new({"layer": "sequential", "layers": [dense(3), dense(4)]}, "f"),
                "z": new(dense(4), "a"),
                "m": new({"layer": "multiply"}, ["z", "s"]),
                "out": new(dense(2), "m"),
            },
            "outputs": "out",
        },
        {"y": (2,)},
    )


def custom():
    one = {"a": (4,)}
    yield "a subclassed model", model("subclassed", {"y": (2,)}, inputs=one, metrics=["mae"])
    yield "a subclassed model, sample weights", model("subclassed", {"y": (2,)}, inputs=one, weights="w", weightedMetrics=["mae"])
    yield "a subclassed model with a list of outputs", model(
        "listOutputs", {"u": (2,), "v": (3,)}, inputs=one, loss=["mse", "mae"], metrics=[["mae"], ["mae", "mse"]]
    )
    yield "a subclassed model with named outputs", model(
        "namedOutputs", {"q": (2,), "p": (3,)}, inputs=one, by_name=True, loss={"q": "mse", "p": "mae"}, metrics={"p": ["mse"]}
    )
    yield "a subclassed model with named inputs", model("towers", {"y": (2,)}, inputs={"a": (4,), "b": (3,)})
    yield "a loss of one's own", model("ownLoss", {"y": (2,)}, inputs=one, metrics=["mae"])
    yield "a training step of one's own", model("ownStep", {"y": (2,)}, inputs=one, metrics=["mae"])


def cases():
    for family in (merging, shared, ops, outputs, inputs, order, custom):
        yield from family()
