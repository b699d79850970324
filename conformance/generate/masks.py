"""Masks: where they come from (Embedding, Masking, by hand), which layers hand them on or use them, and what the loss and
the metrics make of one on an output. Indices are padded with zeros at the end, at the start, in the middle; one row is
all padding, one has none.
"""

import numpy as np

from .encode import f32
from .program import case

SGD = {"name": "sgd", "learningRate": 0.1}
L1 = {"name": "l1", "l1": 0.02}
METRICS = ["mae", "mse", {"name": "rootMeanSquaredError"}, {"name": "cosineSimilarity"}]
STEPS, ROWS, WORDS = 5, 11, 7


def indices(rng):
    found = rng.integers(1, WORDS, size=(ROWS, STEPS))
    lengths = rng.integers(1, STEPS + 1, size=ROWS)
    found[np.arange(STEPS)[None] >= lengths[:, None]] = 0
    found[0] = 0
    found[1] = found[1] + (found[1] == 0)
    found[2, 0] = found[2, 2] = 0
    return found.astype(np.int32)


def sequences(rng, width=3):
    x = f32(rng.normal(size=(ROWS, STEPS, width)))
    x[indices(rng) == 0] = 0
    x[1, 0, 1:] = 0
    return x


def model(built, x, y, loss="mse", metrics=METRICS, weights=None, extra=(), **compiled):
    """Evaluates, trains on batches of 4 with a tail of 3, and looks again. `x` names what makes the data of an input."""

    def make(rng):
        data = {name: made(rng) for name, made in x.items()}
        data["y"] = y(rng) if callable(y) else f32(rng.normal(size=(ROWS, *y)))
        common = {"x": list(x) if len(x) > 1 else next(iter(x)), "y": "y"}
        if weights:
            data["w"] = f32(rng.uniform(0, 2, size=(ROWS, *weights[1:])))
            common["sampleWeight"] = "w"
        fit = {"do": "fit", **common, "options": {"batchSize": 4, "epochs": 2}, "batches": True}
        return {
            **({"graph": built} if isinstance(built, dict) else {"layers": built}),
            "compile": {"loss": loss, "optimizer": SGD, "metrics": metrics, "weightedMetrics": ["mae"], **compiled},
            "steps": [
                {"do": "getWeights"},
                {"do": "evaluate", **common, "options": {"batchSize": 4}},
                {"do": "trainOnBatch", **common},
                {"do": "getWeights"},
                {**fit, "validationData": [common["x"], "y"]},
                *extra,
                {"do": "testOnBatch", **common},
                {"do": "predict", "x": common["x"], "options": {"batchSize": 4}},
                {"do": "getWeights"},
            ],
        }, data

    return case(make)


def embedding(**options):
    return {"layer": "embedding", "inputDim": WORDS, "outputDim": 3, **options}


PADDED = embedding(maskZero=True)
MASKING = {"layer": "masking"}


def dense(units=2, **options):
    return {"layer": "dense", "units": units, **options}


def row(*layers, shape=(STEPS,)):
    return [{**layers[0], "inputShape": list(shape)}, *layers[1:]]


def new(layer, of, **given):
    return {"layer": layer, "of": of, **given}


WORD_INPUT = {"x": indices}
STEP_INPUT = {"x": sequences}


def sources():
    yield "embedding without a mask", model(row(embedding(), dense()), WORD_INPUT, (STEPS, 2))
    yield "embedding that masks 0", model(row(PADDED, dense()), WORD_INPUT, (STEPS, 2))
    yield "embedding with a penalty, a constraint and an initializer", model(
        row(
            embedding(
                maskZero=True,
                embeddingsInitializer={"name": "randomNormal", "stddev": 0.5},
                embeddingsRegularizer={"name": "l2", "l2": 0.02},
                embeddingsConstraint={"name": "maxNorm", "maxValue": 0.8},
                activityRegularizer=L1,
            ),
            dense(),
        ),
        WORD_INPUT,
        (STEPS, 2),
    )
    yield "embedding under Adam", model(
        row(PADDED, dense()), WORD_INPUT, (STEPS, 2), optimizer={"name": "adam", "learningRate": 0.05}
    )
    yield "embedding of float indices, frozen", model(
        row(embedding(maskZero=True, frozen=True), dense()), {"x": lambda rng: f32(indices(rng))}, (STEPS, 2)
    )
    yield "embedding of one index", model(
        row(embedding(), {"layer": "flatten"}, dense(), shape=(1,)), {"x": lambda rng: indices(rng)[:, :1]}, (2,)
    )
    yield "masking", model(row(MASKING, dense(), shape=(STEPS, 3)), STEP_INPUT, (STEPS, 2))
    yield "masking of another value", model(
        row({"layer": "masking", "maskValue": -1.0}, dense(), shape=(STEPS, 3)),
        {"x": lambda rng: np.where(sequences(rng) == 0, f32(-1), sequences(rng))},
        (STEPS, 2),
    )
    yield "masking behind an embedding", model(row(PADDED, MASKING, dense()), WORD_INPUT, (STEPS, 2))
    reversed_scores = {
        "inputs": {"x": {"shape": [STEPS]}},
        "calls": {
            "e": new({"layer": "reversibleEmbedding", "inputDim": WORDS, "outputDim": 3, "maskZero": True}, "x"),
            "h": new(dense(3, activation="tanh"), "e"),
            "back": {"use": "e", "of": "h", "with": {"reverse": True}},
        },
        "outputs": "back",
    }
    classes = lambda rng: rng.integers(0, WORDS, size=(ROWS, STEPS)).astype(np.int32)
    logits = {"name": "sparseCategoricalCrossentropy", "fromLogits": True}
    words = {"loss": logits, "metrics": ["accuracy"], "weightedMetrics": ["accuracy"]}
    yield "reversible embedding", model(reversed_scores, WORD_INPUT, classes, **words)
    apart = {"layer": "reversibleEmbedding", "inputDim": WORDS, "outputDim": 3, "tieWeights": False, "logitSoftCap": 1.5}
    yield "reversible embedding with two tables and a cap", model(
        {**reversed_scores, "calls": {**reversed_scores["calls"], "e": new(apart, "x")}}, WORD_INPUT, classes, **words
    )


def losses():
    for reduction in ("sum", "mean", "mean_with_sample_weight"):
        loss = {"name": "meanSquaredError", "reduction": reduction}
        yield f"masked output, reduction {reduction}", model(row(PADDED, dense()), WORD_INPUT, (STEPS, 2), loss=loss)
        yield f"masked output, reduction {reduction}, a weight a step", model(
            row(PADDED, dense()), WORD_INPUT, (STEPS, 2), loss=loss, weights=(ROWS, STEPS)
        )
    yield "masked output, a weight a step", model(row(PADDED, dense()), WORD_INPUT, (STEPS, 2), weights=(ROWS, STEPS))
    labels = lambda rng: np.where(rng.random((ROWS, STEPS)) < 0.3, 1, rng.integers(0, 4, size=(ROWS, STEPS))).astype(np.int32)
    for name, options in {"every class counts": {}, "one class ignored": {"ignoreClass": 1}}.items():
        yield f"masked classes, {name}", model(
            row(PADDED, dense(4, activation="softmax")),
            WORD_INPUT,
            labels,
            loss={"name": "sparseCategoricalCrossentropy", **options},
            metrics=["accuracy", {"name": "sparseCategoricalCrossentropy", **options}],
            weightedMetrics=["accuracy"],
        )
    yield "masked binary classes", model(
        row(PADDED, dense(1, activation="sigmoid")),
        WORD_INPUT,
        lambda rng: f32(rng.integers(0, 2, size=(ROWS, STEPS, 1))),
        loss="binary_crossentropy",
        metrics=["accuracy", "binary_crossentropy"],
    )
    yield "steps penalized that do not count", model(
        row(PADDED, dense(activityRegularizer=L1)), WORD_INPUT, (STEPS, 2)
    )


def layers():
    passing = {
        "activation": {"activation": "tanh"},
        "activityRegularization": {"l1": 0.01},
        "alphaDropout": {"rate": 0.2},
        "dropout": {"rate": 0.3},
        "elu": {},
        "gaussianDropout": {"rate": 0.3},
        "gaussianNoise": {"stddev": 0.2},
        "groupNormalization": {"groups": 1},
        "identity": {},
        "layerNormalization": {},
        "leakyReLU": {},
        "prelu": {},
        "reLU": {},
        "spatialDropout1d": {"rate": 0.3},
        "unitNormalization": {},
        "batchNormalization": {},
    }
    losing = {"permute": {"dims": [2, 1]}, "rmsNormalization": {}}
    for name, options in {**passing, **losing}.items():
        wide = name in ("groupNormalization", "layerNormalization", "unitNormalization", "rmsNormalization")
        rows = STEPS if name != "permute" else 3
        yield f"{name} of masked steps", model(
            row(PADDED, *([dense(4)] if wide else []), {"layer": name, **options}, dense()), WORD_INPUT, (rows, 2)
        )
    yield "reshape of masked steps to other steps", model(
        row(PADDED, {"layer": "reshape", "targetShape": [3, STEPS]}, dense()), WORD_INPUT, (3, 2)
    )
    by_hand = {
        "inputs": {"x": {"shape": [STEPS]}, "mask": {"shape": [STEPS], "dtype": "bool"}},
        "calls": {"h": new(dense(STEPS), "x"), "s": new({"layer": "softmax"}, "h", **{"with": {"mask": "mask"}}), "out": {"op": "tanh", "of": "s"}},
        "outputs": "out",
    }
    yield "softmax with a mask by hand", model(
        by_hand, {"x": lambda rng: f32(rng.normal(size=(ROWS, STEPS))), "mask": lambda rng: indices(rng) != 0}, (STEPS,)
    )


def merging():
    two = {"x": indices, "z": lambda rng: indices(rng)[::-1].copy()}
    inputs = {name: {"shape": [STEPS]} for name in two}
    for name in ("add", "average", "maximum", "minimum", "multiply", "subtract", "concatenate", "dot"):
        options = {"axes": 1} if name == "dot" else {}
        for masks, second in {"two masks": PADDED, "one mask": embedding()}.items():
            calls = {
                "a": new(PADDED, "x"),
                "b": new(second, "z"),
                "m": new({"layer": name, **options}, ["a", "b"]),
                "out": new(dense(), "m"),
            }
            yield f"{name} of {masks}", model(
                {"inputs": inputs, "calls": calls, "outputs": "out"}, two, (3 if name == "dot" else STEPS, 2)
            )
    calls = {"a": new(PADDED, "x"), "b": new(PADDED, "z"), "m": new({"layer": "concatenate", "axis": 1}, ["a", "b"])}
    yield "concatenate along steps, masked", model(
        {"inputs": inputs, "calls": {**calls, "out": new(dense(), "m")}, "outputs": "out"}, two, (2 * STEPS, 2)
    )


def models():
    inner = {"layer": "sequential", "layers": [dense(4, activation="tanh"), dense(3, activityRegularizer=L1)]}
    yield "a mask through a model inside", model(row(PADDED, inner, dense()), WORD_INPUT, (STEPS, 2))
    graph = {
        "inputs": {"s": {"shape": [STEPS, 3]}},
        "calls": {"h": new(dense(4), "s"), "b": new({"layer": "batchNormalization"}, "h")},
        "outputs": "b",
    }
    yield "a mask through a graph inside", model(
        {
            "inputs": {"x": {"shape": [STEPS]}},
            "calls": {
                "e": new(PADDED, "x"),
                "m": new({"layer": "functional", "graph": graph}, "e"),
                "out": new(dense(), "m"),
            },
            "outputs": "out",
        },
        WORD_INPUT,
        (STEPS, 2),
    )
    yield "an op drops the mask", model(
        {
            "inputs": {"x": {"shape": [STEPS]}},
            "calls": {"e": new(PADDED, "x"), "t": {"op": "tanh", "of": "e"}, "out": new(dense(), "t")},
            "outputs": "out",
        },
        WORD_INPUT,
        (STEPS, 2),
    )


def cases():
    yield from sources()
    yield from losses()
    yield from layers()
    yield from merging()
    yield from models()
