"""Random models: layers, losses, optimizers, penalties and what `fit` takes, drawn together, so that what no list of
cases thinks of is met too. The committed cases fix some models; a fresh sample draws others every time.
"""

import numpy as np

from .encode import f32
from .program import run

SAMPLE = 3
ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh", "softmax", "gelu"]
KERNELS = [
    "glorot_uniform", "he_normal", {"name": "heUniform"}, {"name": "lecunUniform", "seed": 3}, {"name": "lecunNormal"},
    {"name": "randomNormal", "stddev": 0.3}, {"name": "randomUniform", "minval": -0.4, "maxval": 0.7},
    {"name": "truncatedNormal", "stddev": 0.4}, {"name": "orthogonal", "gain": 0.7}, {"name": "glorotNormal"},
]
BIASES = ["zeros", "ones", {"name": "constant", "value": -0.2}, {"name": "randomUniform"}]


class Draw:
    def __init__(self, rng):
        self.rng = rng

    def chance(self, p):
        return bool(self.rng.random() < p)

    def one(self, options):
        return options[int(self.rng.integers(len(options)))]

    def whole(self, low, high):
        """From low to high, both included."""
        return int(self.rng.integers(low, high + 1))


def regularizer(d):
    coefficient = lambda: d.one([0.0, 0.003, 0.01, 0.04])
    return d.one(
        [
            "l1",
            "l2",
            {"name": "l1", "l1": coefficient()},
            {"name": "l2", "l2": coefficient()},
            {"name": "l1l2", "l1": coefficient(), "l2": coefficient()},
            {"function": "sumAbs"},
            {"function": "meanSquare"},
        ]
    )


def dense(d, units, activation):
    layer = {"layer": "dense", "units": units, "activation": activation}
    if d.chance(0.15):
        layer["useBias"] = False
    if d.chance(0.4):
        layer["kernelInitializer"] = d.one(KERNELS)
    if d.chance(0.3):
        layer["biasInitializer"] = d.one(BIASES)
    for key, p in (("kernelRegularizer", 0.2), ("biasRegularizer", 0.15), ("activityRegularizer", 0.3)):
        if d.chance(p):
            layer[key] = regularizer(d)
    if d.chance(0.08):
        layer["frozen"] = True
    return layer


def between(d, rank, width):
    """A layer without weights, that keeps the shape."""
    kind = d.one(["activation", "dropout", "dropout", "activityRegularization", "addLoss"])
    if kind == "activation":
        layer = {"layer": "activation", "activation": d.one(ACTIVATIONS)}
    elif kind == "dropout":
        layer = {"layer": "dropout", "rate": d.one([0.0, 0.2, 0.5, 0.9])}
        if d.chance(0.2):
            layer["seed"] = d.whole(0, 1000)
        if d.chance(0.3):
            layer["noiseShape"] = [None, *([1] * (rank - 2)), width]
    elif kind == "activityRegularization":
        return {"layer": kind, "l1": d.one([0.0, 0.01]), "l2": d.one([0.0, 0.02])}
    else:
        return {"layer": kind, "vector": d.chance(0.5)}
    if d.chance(0.25):
        layer["activityRegularizer"] = regularizer(d)
    return layer


def output(d):
    """The last activation with losses, target kinds and metrics that go with it."""
    smoothed = lambda name, **more: {"name": name, **more, **({"labelSmoothing": 0.2} if d.chance(0.4) else {})}
    reduction = {"reduction": d.one(["sum", "mean_with_sample_weight", "mean"])} if d.chance(0.2) else {}
    kind = d.one(["real", "binary", "oneHot", "labels"])
    if kind == "real":
        name = d.one(["meanSquaredError", "meanAbsoluteError"])
        loss = d.one([{"name": name, **reduction}, "mse", "mae", "mean_squared_error"])
        return kind, d.one(["linear", "tanh"]), loss, ["mse", "mae", "mean_absolute_error"]
    if kind == "binary":
        if d.chance(0.3):
            return kind, "linear", smoothed("binaryCrossentropy", fromLogits=True, **reduction), ["mse", "binary_accuracy"]
        loss = d.one([smoothed("binaryCrossentropy", **reduction), "binary_crossentropy"])
        return kind, "sigmoid", loss, ["accuracy", "acc", "binary_accuracy", "mse", {"name": "binaryAccuracy", "threshold": 0.3}]
    name = "categoricalCrossentropy" if kind == "oneHot" else "sparseCategoricalCrossentropy"
    logits = d.chance(0.3)
    options = {"name": name, **({"fromLogits": True} if logits else {}), **reduction}
    if kind == "oneHot" and d.chance(0.4):
        options["labelSmoothing"] = 0.1
    if kind == "labels" and d.chance(0.2):
        options["ignoreClass"] = d.whole(0, 2)
    loss = options if logits or d.chance(0.6) else d.one([name_of(name), "crossentropy"])
    metrics = ["accuracy", "acc", "categorical_accuracy", "mse"] if kind == "oneHot" else ["accuracy", "sparse_categorical_accuracy"]
    return kind, "linear" if logits else "softmax", loss, metrics


def name_of(camel):
    return "".join("_" + c.lower() if c.isupper() else c for c in camel)


def optimizer(d):
    sgd = {"name": "sgd", "learningRate": d.one([0.01, 0.05, 0.1])}
    adam = {"name": "adam", "learningRate": d.one([0.001, 0.01]), "epsilon": 1e-4}
    return d.one(
        [
            "sgd",
            "rmsprop",
            sgd,
            {**sgd, "momentum": 0.9},
            {**sgd, "momentum": 0.8, "nesterov": True},
            # With its default epsilon Adam makes a step of a gradient that is nothing but rounding.
            adam,
            {**adam, "beta1": 0.8, "beta2": 0.99},
            {**adam, "amsgrad": True},
            {"name": "rmsprop", "learningRate": 0.003, "momentum": 0.5, "centered": True},
        ]
    )


def targets(d, kind, rows, shape, classes):
    """Of an output [rows, *shape, classes]."""
    rng = d.rng
    if kind == "real":
        return f32(rng.normal(size=(rows, *shape, classes)))
    if kind == "binary":
        return rng.integers(0, 2, size=(rows, *shape, classes)).astype(d.one([np.int32, np.float32]))
    labels = rng.integers(0, classes, size=(rows, *shape))
    return f32(np.eye(classes)[labels]) if kind == "oneHot" else labels.astype(np.int32)


def arrange(y, form):
    """Targets of one column as rows, or class indices as a column."""
    return y[..., 0] if form == "rank1" else y[..., None] if form == "column" else y


def model(rng):
    d = Draw(rng)
    kind, last, loss, metrics = output(d)
    classes = d.one([1, 1, 2, 3]) if kind in ("real", "binary") else d.whole(2, 4)
    steps = [d.whole(2, 3)] if d.chance(0.25) else []
    width = d.whole(1, 5)
    shape = [*steps, width]
    layers = []
    if steps and d.chance(0.5):
        layers.append({"layer": "flatten", **({"dataFormat": "channels_first"} if d.chance(0.3) else {})})
        width, steps = steps[0] * width, []
    for _ in range(d.whole(0, 3)):
        if d.chance(0.4):
            layers.append(between(d, 2 + len(steps), width))
        else:
            width = d.one([1, 2, 3, 5, 8, 17])
            layers.append(dense(d, width, d.one(ACTIVATIONS)))
    if layers and layers[0]["layer"] == "dense" and d.chance(0.1):
        layers[0] = {"layer": "sequential", "layers": [layers[0]]}
    layers.append(dense(d, classes, last))
    if d.chance(0.7) and layers[0]["layer"] in ("dense", "activation", "dropout", "flatten"):
        layers[0] = {**layers[0], "inputShape": shape}

    rows, extra = d.whole(3, 40), d.whole(2, 15)
    batch = d.one([1, 4, 8, 32, max(2, rows - 1), rows])
    form = None
    if kind in ("real", "binary") and classes == 1 and not steps and d.chance(0.5):
        form = "rank1"
    elif kind == "labels" and d.chance(0.3):
        form = "column"
    make = lambda n: (f32(rng.normal(size=(n, *shape))), arrange(targets(d, kind, n, steps, classes), form))
    weights = lambda n: f32(rng.uniform(0, 2, size=n) * (rng.random(n) > 0.2))
    data = dict(zip(("x", "y"), make(rows)))
    # Keras has no meaning for one weight a row where the loss has several values a row.
    weighted = not steps and d.chance(0.3)
    fit = {"do": "fit", "x": "x", "y": "y", "batches": d.chance(0.3)}
    options = {"batchSize": batch, "epochs": 5}
    if weighted:
        data["w"] = weights(rows)
        fit["sampleWeight"] = "w"
    elif not steps and kind != "real" and (kind != "binary" or classes == 1) and d.chance(0.3):
        options["classWeight"] = {str(c): d.one([0.0, 0.5, 1.0, 2.5]) for c in range(max(2, classes))}
    validation = d.one(["none", "data", "data" if steps else "weights", "split"])
    if validation == "split" and rows >= 6:
        options["validationSplit"] = d.one([0.1, 0.25, 0.5])
        if int(rows * (1 - options["validationSplit"])) == rows:
            options["validationSplit"] = 0.5
    elif validation in ("data", "weights"):
        data.update(zip(("vx", "vy"), make(extra)))
        fit["validationData"] = ["vx", "vy"]
        if validation == "weights":
            data["vw"] = weights(extra)
            fit["validationData"] = ["vx", "vy", "vw"]
        if d.chance(0.3):
            options["validationBatchSize"] = d.whole(1, extra)
    if d.chance(0.4):
        options["shuffle"] = d.one([False, "batch"])
    if d.chance(0.1):
        options["initialEpoch"] = 2
    pick = lambda most: [metrics[i] for i in sorted(rng.permutation(len(metrics))[: d.whole(0, most)])]
    compiled = {"loss": loss, "optimizer": optimizer(d), "metrics": pick(2), "activityReduction": d.one(["batch_mean", "sum"])}
    if d.chance(0.3):
        compiled["weightedMetrics"] = pick(2)
    if d.chance(0.1):
        compiled["lossWeights"] = 0.5
    common = {"x": "x", "y": "y", **({"sampleWeight": "w"} if weighted else {})}
    before = [{"do": "evaluate", **common}] if d.chance(0.2) else []
    program = {
        "seed": int(rng.integers(0, 2**31)),
        "layers": layers,
        "compile": compiled,
        "steps": [
            *([{"do": "getWeights"}] if "inputShape" in layers[0] else []),
            *before,
            {"do": "trainOnBatch", **common},
            {"do": "getWeights"},
            {**fit, "options": options},
            {"do": "getWeights"},
            {"do": "evaluate", **common, "options": {"batchSize": d.whole(1, rows)}},
            {"do": "predict", "x": "x", "options": {"batchSize": d.whole(1, rows)}},
        ],
    }
    return program, data


def make(rng):
    return run(*model(rng))


def cases():
    for i in range(12):
        yield f"model {i}", make


def fresh_cases():
    for i in range(SAMPLE):
        yield f"model {i}", make
