"""Metrics that keep counts, where they are hard: at thresholds and ties, in lists of results, in other types.

Every case measures metrics twice over batches with a tail, without weights and with them. `metrics.py` has the plain
cases.
"""

import numpy as np

from .encode import f32
from .metrics import BCE, CCE, SCCE, bits, evaluate, labels, normal, one_hot, simplex
from .program import case


def measured(metrics, predictions, targets, loss, batches=(16,)):
    return case(evaluate(metrics, predictions, targets, loss, True, batches, metrics))


def edges(shape):
    """Probabilities, some of which are thresholds or next to them; none is a denormal, which XLA takes for 0."""

    def make(rng):
        p = f32(rng.uniform(size=shape))
        at = f32([0, 1, 0.5, 1 / 199, 100 / 199, 0.3, 0.25])
        next_up = np.maximum(np.nextafter(at, f32(1)), f32(1e-30))
        values = np.concatenate([at, np.nextafter(at, f32(0)), next_up])[: p.size // 2]
        p.reshape(-1)[: len(values)] = values
        return p

    return make


def ranked(shape):
    """Classes by score, the likeliest first."""
    return lambda rng: f32([rng.permutation(shape[1]) for _ in range(shape[0])])


def tied(shape):
    """Scores of which many are equal, and rows of zeros."""

    def make(rng):
        p = f32(rng.integers(1, 4, size=shape)) / f32(8)
        p[:2] = 0
        return p

    return make


def off_center(shape):
    return lambda rng: f32(rng.normal(size=shape) + 0.5)


def auc():
    one = lambda *options: measured([{"name": "auc", **o} for o in options], edges((37, 1)), bits((37, 1)), BCE)
    yield "auc at thresholds", one(*({"curve": curve} for curve in ("ROC", "PR", "prgain")))
    yield "auc of one class", measured(
        ["auc", {"name": "auc", "curve": "PR"}, {"name": "auc", "curve": "PRGAIN"}],
        edges((9, 1)),
        lambda rng: f32(np.ones((9, 1))),
        BCE,
    )
    many = lambda *options: measured([{"name": "auc", **o} for o in options], edges((37, 3)), bits((37, 3)), BCE)
    weights = {"labelWeights": [0.5, 2, 1]}
    # Of labels apart at uneven thresholds Keras's step does not compile.
    yield "auc, label weights, thresholds", many({"thresholds": [0.3, 0.6], **weights})
    yield "auc, labels apart", many(
        {"multiLabel": True, "thresholds": [0.25, 0.5, 0.75]},
        {"multiLabel": True, "curve": "PR", **weights},
        {"multiLabel": True, "summationMethod": "minoring"},
    )
    yield "auc, steps", case(evaluate(["auc"], edges((6, 4, 2)), bits((6, 4, 2)), BCE))
    two = [{"name": "auc"}, "auc", {"name": "auc", "curve": "PR"}]
    yield "two instances and a name", measured(two, edges((20, 1)), bits((20, 1)), BCE)

    def again(rng):
        spec, data = evaluate([{"name": "precision"}, "recall"], edges((20, 1)), bits((20, 1)), BCE)(rng)
        return {**spec, "steps": [*spec["steps"], {"do": "compile"}, *spec["steps"]]}, data

    yield "compiled again: names count on", case(again)


def counts():
    kinds = ["truePositives", "trueNegatives", "falsePositives", "falseNegatives", "precision", "recall"]
    for thresholds in (None, [0.3, 0.8], [0, 0.5, 1], [0.9, 0.1, 0.5, 0.2]):
        specs = [{"name": name, "thresholds": thresholds} for name in kinds]
        yield f"counts, thresholds {thresholds}", measured(specs, edges((37, 2)), bits((37, 2)), BCE)
    variants = [{"topK": 2, "thresholds": [0.2, 0.4]}, {"topK": 2, "classId": 0}, {"classId": 2, "thresholds": [0.4, 0.1]}]
    both = [{"name": name, **options} for name in ("precision", "recall") for options in variants]
    yield "precision and recall of classes, thresholds", measured(both, simplex((37, 4)), one_hot(37, 4), CCE)
    ties = [{"name": "precision", "topK": 2}, "f1_score", "f_beta_score", {"name": "topKCategoricalAccuracy", "k": 2}]
    yield "ties and zeros", measured(ties, tied((20, 4)), one_hot(20, 4), "mse")
    zeros = lambda rng: f32(np.zeros((5, 1)))
    yield "precision and recall without positives", measured(["precision", "recall"], zeros, zeros, BCE)
    for name, option in (
        ("sensitivityAtSpecificity", "specificity"),
        ("specificityAtSensitivity", "sensitivity"),
        ("precisionAtRecall", "recall"),
        ("recallAtPrecision", "precision"),
    ):
        specs = [{"name": name, option: value} for value in (0, 0.4, 1)]
        specs += [{"name": name, option: 0.5, "numThresholds": count} for count in (1, 2, 3)]
        yield f"{name} at thresholds", measured(specs, edges((37, 1)), bits((37, 1)), BCE)


def scores():
    for threshold in (None, 0.4):
        variants = [{"average": average, "threshold": threshold} for average in (None, "weighted")]
        specs = [{"name": "f1Score", **options} for options in variants]
        specs += [{"name": "fBetaScore", "beta": 2.5, **options} for options in variants]
        yield f"F scores, threshold {threshold}", measured(specs, simplex((37, 3)), one_hot(37, 3), CCE)
    yield "R2 of each output", measured(
        [{"name": "r2Score", "classAggregation": None}], off_center((37, 3)), off_center((37, 3)), "mse"
    )
    ids = [{"name": "sparseTopKCategoricalAccuracy", "k": k, "fromSortedIds": True} for k in (1, 3)]
    yield "sparse top k, sorted already", measured(ids, ranked((20, 5)), labels((20,), 5), SCCE)
    ignoring = [{"name": "sparseCategoricalCrossentropy", "ignoreClass": 1}]
    yield "labels left out", measured(ignoring, simplex((37, 3)), labels((37,), 3), SCCE)
    none = {"name": "sparseCategoricalCrossentropy", "ignoreClass": -1}
    beyond = lambda rng: rng.integers(-1, 3, size=20).astype(np.int32)
    top = [{"name": "sparseTopKCategoricalAccuracy", "k": 1}]
    yield "sparse top 1, classes that are none", measured(top, simplex((20, 3)), beyond, none)


def overlaps():
    ids = lambda shape, k, low=0: lambda rng: f32(rng.integers(low, k, size=shape))
    for dtype in (None, "float32"):
        options = {"dtype": dtype} if dtype else {}
        specs = [
            {"name": "meanIoU", "numClasses": 4, **options},
            {"name": "ioU", "numClasses": 4, "targetClassIds": [0, 2], "ignoreClass": 1, **options},
        ]
        how = f", {dtype}" if dtype else ""
        # Some classes lie beyond, and are left out.
        yield f"IoU, classes beyond{how}", measured(specs, ids((37, 1), 6, -1), ids((37, 1), 6, -2), "mse")
        scored = [{**spec, "sparseYPred": False} for spec in specs]
        yield f"IoU of scores{how}", measured(scored, simplex((37, 4)), labels((37,), 4), SCCE)
        hot = [{**spec, "name": name} for spec, name in zip(specs, ("oneHotMeanIoU", "oneHotIoU"))]
        yield f"IoU of one-hot targets{how}", measured(hot, simplex((37, 4)), one_hot(37, 4), CCE)
        binary = [{"name": "binaryIoU", **options}, {"name": "binaryIoU", "threshold": 0.3, "targetClassIds": [1], **options}]
        yield f"binary IoU at thresholds{how}", measured(binary, edges((37, 1)), bits((37, 1)), BCE)
    seen = [{"name": "meanIoU", "numClasses": 3}]
    yield "IoU, one class seen", measured(seen, ids((9, 1), 1), ids((9, 1), 1), "mse")
    hot = [{"name": "oneHotMeanIoU", "numClasses": 3}, {"name": "topKCategoricalAccuracy", "k": 2}]
    places = lambda rng: f32(np.eye(3)[rng.integers(0, 3, size=(6, 4))])
    yield "IoU and top 2, steps", case(evaluate(hot, simplex((6, 4, 3)), places, CCE))


def fitted(layers, x, y, compiled, floatx):
    """Two weighted epochs with validation, and logs of every batch; rows 0 to 29 train."""

    def make(rng):
        inputs, targets = x(rng).astype(floatx), y(rng).astype(floatx)
        data = {"x": inputs[:30], "y": targets[:30], "vx": inputs[30:], "vy": targets[30:]}
        step = {"do": "fit", "x": "x", "y": "y", "sampleWeight": "w", "validationData": ["vx", "vy"], "batches": True}
        data["w"] = rng.uniform(0, 2, size=30).astype(floatx)
        first = {**layers[0], "inputShape": list(inputs.shape[1:])}
        return {
            "floatx": floatx,
            "layers": [first, *layers[1:]],
            "compile": {"optimizer": "sgd", **compiled},
            "steps": [{**step, "options": {"epochs": 2, "batchSize": 8}}, {"do": "trainOnBatch", "x": "x", "y": "y"}],
        }, data

    return case(make)


def training():
    hidden = {"layer": "dense", "units": 6, "activation": "tanh"}
    binary = [hidden, {"layer": "dense", "units": 1, "activation": "sigmoid"}]
    classes = [hidden, {"layer": "dense", "units": 4, "activation": "softmax"}]
    real = [hidden, {"layer": "dense", "units": 2}]
    for floatx in ("float32", "float64"):
        # Keras takes these quotients in float32 in either type.
        overlap = lambda spec: [spec] if floatx == "float32" else []
        of_bits = {
            "loss": BCE,
            "metrics": ["auc", {"name": "auc", "curve": "PR"}, "precision", {"name": "recall", "thresholds": [0.4, 0.6]}],
            "weightedMetrics": [
                "auc",
                {"name": "sensitivityAtSpecificity", "specificity": 0.5},
                "false_positives",
                *overlap({"name": "binaryIoU", "dtype": "float32"}),
            ],
        }
        of_classes = {
            "loss": CCE,
            "metrics": ["f1_score", {"name": "fBetaScore", "average": "weighted", "beta": 0.5}, "categorical_crossentropy"],
            "weightedMetrics": [
                {"name": "topKCategoricalAccuracy", "k": 2},
                {"name": "auc", "multiLabel": True},
                *overlap({"name": "oneHotMeanIoU", "numClasses": 4, "dtype": "float32"}),
                {"name": "precision", "topK": 2},
            ],
        }
        of_values = {
            "loss": "mse",
            "metrics": ["r2_score", "root_mean_squared_error", "cosine_similarity", "pearson_correlation"],
            "weightedMetrics": [
                {"name": "r2Score", "classAggregation": None},
                "log_cosh_error",
                "concordance_correlation",
                "mape",
            ],
        }
        x = normal((39, 3))
        yield f"training, two classes, {floatx}", fitted(binary, x, bits((39, 1)), of_bits, floatx)
        yield f"training, one-hot, {floatx}", fitted(classes, x, one_hot(39, 4), of_classes, floatx)
        yield f"training, values, {floatx}", fitted(real, x, off_center((39, 2)), of_values, floatx)


def cases():
    for family in (auc, counts, scores, overlaps, training):
        yield from family()
