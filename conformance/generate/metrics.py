"""Metrics: what evaluate and fit report, with and without sample weights, over batches with a tail."""

import numpy as np

from .encode import f32
from .program import case


def evaluate(metrics, predictions, targets, loss, weight=False, batches=(32,), weighted=None):
    """An identity model, so that the predictions are the data."""

    def make(rng):
        data = {"x": predictions(rng), "y": targets(rng)}
        common = {"do": "evaluate", "x": "x", "y": "y"}
        if weight:
            data["w"] = f32(rng.uniform(0, 2, size=len(data["x"])))
            data["w"][0] = 0
            common["sampleWeight"] = "w"
        compiled = {"loss": loss, "optimizer": "sgd", "metrics": metrics}
        if weighted is not None:
            compiled["weightedMetrics"] = weighted
        return {
            "layers": [{"layer": "activation", "activation": "linear", "inputShape": list(data["x"].shape[1:])}],
            "compile": compiled,
            "steps": [{**common, "options": {"batchSize": b}} for b in batches],
        }, data

    return make


def probability(shape, exact=True):
    def make(rng):
        p = f32(rng.uniform(size=shape))
        if exact:
            p.reshape(-1)[:2] = [0.5, np.nextafter(np.float32(0.5), np.float32(1))]
        return p

    return make


def simplex(shape):
    def make(rng):
        p = rng.uniform(0.05, 1, size=shape)
        p[0] = 1  # a tie: the first wins
        return f32(p / p.sum(-1, keepdims=True))

    return make


def beyond(shape):
    """Predictions that are no probabilities, some of them no numbers."""

    def make(rng):
        p = f32(rng.normal(0.5, 0.6, size=shape))
        p.reshape(-1)[:5] = [np.nan, np.inf, -np.inf, 0, 1]
        p.reshape(-1)[9] = np.nan
        return p

    return make


def normal(shape):
    return lambda rng: f32(rng.normal(size=shape))


def bits(shape, dtype=np.float32):
    return lambda rng: rng.integers(0, 2, size=shape).astype(dtype)


def one_hot(n, k):
    return lambda rng: f32(np.eye(k)[rng.integers(0, k, size=n)])


def labels(shape, k, dtype=np.int32):
    return lambda rng: rng.integers(0, k, size=shape).astype(dtype)


BCE, CCE, SCCE = "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"
THRESHOLD = {"name": "binaryAccuracy", "threshold": 0.3}


def cases():
    yield "accuracy, binary", case(evaluate(["accuracy"], probability((37, 1)), bits((37, 1)), BCE, batches=(32, 5)))
    yield "accuracy, binary, rank-1 targets", case(evaluate(["accuracy"], probability((37, 1)), bits((37,)), BCE))
    yield "accuracy, three binary outputs", case(evaluate(["accuracy"], probability((9, 3)), bits((9, 3)), BCE))
    yield "acc", case(evaluate(["acc", "mse"], probability((9, 1)), bits((9, 1)), BCE))
    yield "binary accuracy, threshold", case(evaluate([THRESHOLD], probability((21, 1)), bits((21, 1), np.int32), BCE))
    yield "binary accuracy by name", case(evaluate(["binary_accuracy"], probability((21, 2)), bits((21, 2)), BCE))
    yield "accuracy, one-hot", case(evaluate(["accuracy"], simplex((33, 4)), one_hot(33, 4), CCE, batches=(32, 33)))
    yield "categorical accuracy by name", case(evaluate(["categorical_accuracy"], simplex((12, 3)), one_hot(12, 3), CCE))
    yield "accuracy, labels", case(evaluate(["accuracy"], simplex((33, 4)), labels((33,), 4), SCCE, batches=(32, 1)))
    yield "accuracy, labels in a column", case(evaluate(["accuracy"], simplex((12, 3)), labels((12, 1), 3), SCCE))
    yield "accuracy, float labels", case(evaluate(["accuracy"], simplex((12, 3)), labels((12,), 3, np.float32), SCCE))
    yield "sparse accuracy by name", case(
        evaluate(["sparse_categorical_accuracy"], simplex((12, 3)), labels((12,), 3), SCCE)
    )
    yield "accuracy, steps of labels", case(evaluate(["accuracy"], simplex((5, 4, 3)), labels((5, 4), 3), SCCE))
    yield "mse and mae", case(evaluate(["mse", "mae"], normal((37, 3)), normal((37, 3)), "mse", batches=(32, 7)))
    yield "mse and mae, rank-1 targets", case(evaluate(["mse", "mae"], normal((11, 1)), normal((11,)), "mse"))
    yield "full names", case(
        evaluate(["mean_squared_error", "mean_absolute_error"], normal((11, 2)), normal((11, 2)), "mse")
    )
    yield "weights: metrics ignore them, weighted metrics use them", case(
        evaluate(["accuracy", "mae"], probability((37, 1)), bits((37, 1)), BCE, True, (32, 10), ["mse", THRESHOLD])
    )
    yield "weights, accuracy in both lists", case(
        evaluate(["accuracy"], probability((20, 1)), bits((20, 1)), BCE, True, (32,), ["accuracy"])
    )
    yield "weights, one-hot", case(evaluate([], simplex((20, 3)), one_hot(20, 3), CCE, True, (8,), ["accuracy"]))
    yield "weights, labels", case(evaluate([], simplex((20, 3)), labels((20,), 3), SCCE, True, (8,), ["accuracy", "acc"]))
    yield "weights, mse and mae", case(evaluate([], normal((20, 3)), normal((20, 3)), "mse", True, (8,), ["mse", "mae"]))
    yield "weighted metrics without weights", case(
        evaluate(["mae"], normal((20, 3)), normal((20, 3)), "mse", False, (8,), ["mse"])
    )
    yield from decisions()
    yield from overlaps()
    yield from errors()
    yield from trained()


def named(name, **options):
    return {"name": name, **options}


def both(metrics, predictions, targets, loss, batches=(32, 7)):
    """With and without weights."""
    return [(f"{', weighted' if w else ''}", case(evaluate([] if w else metrics, predictions, targets, loss, w, batches, metrics if w else None))) for w in (False, True)]


def decisions():
    columns = [
        ("one column", probability((37, 1)), bits((37, 1))),
        ("three columns", probability((23, 3)), bits((23, 3))),
        ("rank-1 targets", probability((37, 1)), bits((37,))),
    ]
    every = ["precision", "recall", "true_positives", "false_positives", "true_negatives", "false_negatives", "auc"]
    every = [name for name in every if name[0] not in "tf"] + [
        named(f"{kind}{sign}") for kind in ("true", "false") for sign in ("Positives", "Negatives")
    ]
    for shape, predictions, targets in columns:
        for weighted, made in both(every, predictions, targets, BCE):
            yield f"decisions, {shape}{weighted}", made
    predictions, targets = columns[1][1:]
    for options in [
        {"numThresholds": 2},
        {"numThresholds": 3},
        {"numThresholds": 11},
        {"thresholds": [0.3, 0.1, 0.9]},
        {"thresholds": [0.25, 0.5, 0.75]},
        {"fromLogits": True},
        {"labelWeights": [0.5, 2.0, 1.0]},
        {"multiLabel": True},
        {"multiLabel": True, "numLabels": 3, "labelWeights": [0.5, 2.0, 1.0]},
        {"multiLabel": True, "curve": "PR"},
    ]:
        made = case(evaluate([named("auc", **options)], predictions, targets, BCE, batches=(32, 7)))
        yield f"auc {options}", made
    for curve in ("ROC", "PR", "PRGAIN"):
        for method in ("interpolation", "minoring", "majoring"):
            metric = named("auc", curve=curve, summationMethod=method, numThresholds=20)
            for weighted, made in both([metric], *columns[0][1:], BCE):
                yield f"auc {curve} {method}{weighted}", made
    chosen = [
        named("precision", thresholds=0.3),
        named("recall", thresholds=[0.7]),
        named("precision", topK=2),
        named("recall", topK=1, classId=1),
        named("precision", classId=2),
        named("truePositives", thresholds=0.1),
    ]
    for weighted, made in both(chosen, simplex((23, 4)), one_hot(23, 4), CCE):
        yield f"decisions of classes{weighted}", made
    bounds = [
        named("sensitivityAtSpecificity", specificity=0.5),
        named("specificityAtSensitivity", sensitivity=0.6, numThresholds=7),
        named("precisionAtRecall", recall=0.8, numThresholds=1),
        named("recallAtPrecision", precision=0.5, numThresholds=2),
        named("recallAtPrecision", precision=1.0),
        named("precisionAtRecall", recall=0.4, classId=1),
    ]
    for weighted, made in both(bounds, probability((37, 2)), bits((37, 2)), BCE):
        yield f"shares at a bound{weighted}", made
    beyond_bounds = bounds[:5] + [
        named("auc"),
        named("auc", curve="PR", numThresholds=11),
        named("precision", thresholds=[0.0, 0.5, 1.0]),
        named("recall", thresholds=[0.0, 0.25, 0.5, 0.75, 1.0]),
        named("falsePositives", thresholds=[0.0, 0.5, 1.0]),
        named("trueNegatives", thresholds=[0.1, 0.5]),
        named("falseNegatives"),
    ]
    for i, metric in enumerate(beyond_bounds):
        for weighted, made in both([metric], beyond((37, 2)), bits((37, 2)), "mse"):
            yield f"predictions that are no probabilities, {i}{weighted}", made
    scores = [
        named("f1Score", average=average, **more)
        for average in ("micro", "macro", "weighted")
        for more in ({}, {"threshold": 0.3})
    ] + [named("fBetaScore", average="macro", beta=2.0)]
    scores = [{**score, "id": i} for i, score in enumerate(scores)]
    scores = [{k: v for k, v in score.items() if k != "id"} for score in scores]
    for i, score in enumerate(scores):
        for weighted, made in both([score], simplex((23, 4)), one_hot(23, 4), CCE):
            yield f"f-score {i}{weighted}", made


def overlaps():
    classes = labels((23,), 3)
    yield "iou of indices", case(
        evaluate([named("meanIoU", numClasses=3), named("ioU", numClasses=3, targetClassIds=[0, 2])], labels((23, 1), 3, np.float32), classes, "mse", batches=(32, 7))
    )
    yield "iou, a class left out", case(
        evaluate([named("meanIoU", numClasses=4, ignoreClass=1), named("ioU", numClasses=2, targetClassIds=[1])], labels((23, 1), 4, np.float32), classes, "mse", batches=(32, 7))
    )
    yield "iou of scores", case(
        evaluate([named("meanIoU", numClasses=3, sparseYPred=False)], simplex((23, 3)), classes, SCCE, batches=(32, 7))
    )
    one_hots = [named("oneHotMeanIoU", numClasses=3), named("oneHotIoU", numClasses=3, targetClassIds=[0, 1])]
    yield "iou, one-hot", case(evaluate(one_hots, simplex((23, 3)), one_hot(23, 3), CCE, batches=(32, 7)))
    binaries = [named("binaryIoU"), named("binaryIoU", threshold=0.3, targetClassIds=[1])]
    yield "iou, binary", case(evaluate(binaries, probability((23, 1)), bits((23, 1)), BCE, batches=(32, 7)))
    yield "iou, binary, weighted", case(evaluate([], probability((23, 1)), bits((23, 1)), BCE, True, (32,), binaries))


def positive(shape):
    return lambda rng: f32(rng.uniform(0.1, 3, size=shape))


def errors():
    metrics = [
        "mape", "msle", "cosine_similarity", "root_mean_squared_error", "log_cosh_error", "mean_squared_error",
        "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "pearson_correlation", "concordance_correlation",
        "hinge", "squared_hinge", "poisson",
    ]
    rows = [
        named("logCoshError"), named("poisson"), named("rootMeanSquaredError"),
        named("meanSquaredLogarithmicError"), named("meanAbsolutePercentageError"), named("pearsonCorrelation"),
        named("concordanceCorrelation"), named("cosineSimilarity"),
    ]
    for chosen, what in [(metrics, "by name"), (rows, "as instances")]:
        for metric in chosen:
            if metric == "log_cosh_error":
                continue  # Keras finds it by name only as "logcosh", which is the instance's
            i = metric if isinstance(metric, str) else metric["name"]
            for weighted, made in both([metric], positive((37, 3)), positive((37, 3)), "mse"):
                yield f"errors {what} {i}{weighted}", made
    # Around 0, where the variance's difference of sums has nothing to cancel.
    for options in ({}, {"classAggregation": "variance_weighted_average"}):
        for weighted, made in both([named("r2Score", **options)], normal((37, 3)), normal((37, 3)), "mse"):
            yield f"share of variance {options}{weighted}", made
    signs = lambda rng: f32(rng.choice([-1.0, 1.0], size=(23, 2)))
    for weighted, made in both([named("hinge"), named("squaredHinge")], normal((23, 2)), signs, "mse"):
        yield f"hinges{weighted}", made
    entropies = [
        named("categoricalCrossentropy"), named("categoricalCrossentropy", fromLogits=True, labelSmoothing=0.2),
        named("klDivergence"), named("categoricalHinge"), named("topKCategoricalAccuracy", k=2),
    ]
    for i, metric in enumerate(entropies):
        for weighted, made in both([metric], simplex((23, 4)), one_hot(23, 4), CCE):
            yield f"entropies {i}{weighted}", made
    sparse = [
        named("sparseCategoricalCrossentropy"), named("sparseCategoricalCrossentropy", fromLogits=True),
        named("sparseTopKCategoricalAccuracy", k=2), "sparse_top_k_categorical_accuracy",
    ]
    for i, metric in enumerate(sparse):
        for weighted, made in both([metric], simplex((23, 7)), labels((23,), 7), SCCE):
            yield f"entropies of labels {i}{weighted}", made
    for weighted, made in both([named("binaryCrossentropy"), named("binaryCrossentropy", labelSmoothing=0.2, fromLogits=True)][:1], probability((23, 2)), bits((23, 2)), BCE):
        yield f"binary entropies{weighted}", made
    yield "binary entropy of logits", case(
        evaluate([named("binaryCrossentropy", labelSmoothing=0.2, fromLogits=True)], normal((23, 2)), bits((23, 2)), BCE)
    )
    yield "accuracy itself", case(evaluate([named("accuracy")], labels((23, 2), 2, np.float32), bits((23, 2)), "mse"))


def trained():
    def make(rng):
        data = {
            "x": f32(rng.normal(size=(23, 3))), "y": f32(rng.integers(0, 2, size=(23, 1))),
            "vx": f32(rng.normal(size=(11, 3))), "vy": f32(rng.integers(0, 2, size=(11, 1))),
        }
        fit = {"do": "fit", "x": "x", "y": "y", "validationData": ["vx", "vy"], "options": {"batchSize": 8, "epochs": 3}}
        return {
            "layers": [{"layer": "dense", "units": 1, "activation": "sigmoid", "inputShape": [3]}],
            "compile": {
                "loss": BCE,
                "optimizer": {"name": "sgd", "learningRate": 0.1},
                "metrics": ["auc", named("auc", curve="PR"), named("precision"), named("recall"), "accuracy"],
            },
            "steps": [fit, {"do": "evaluate", "x": "x", "y": "y"}],
        }, data

    yield "through fit, with names that count", case(make)
