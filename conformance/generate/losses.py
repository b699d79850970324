"""Losses: value and gradient by the predictions, clip ties and saturated sigmoids included."""

import jax
import keras
import numpy as np

from .encode import encode, f32

CLASSES = {
    "binaryCrossentropy": "BinaryCrossentropy",
    "categoricalCrossentropy": "CategoricalCrossentropy",
    "sparseCategoricalCrossentropy": "SparseCategoricalCrossentropy",
    "meanSquaredError": "MeanSquaredError",
    "meanAbsoluteError": "MeanAbsoluteError",
}
KEYWORDS = {"fromLogits": "from_logits", "labelSmoothing": "label_smoothing", "ignoreClass": "ignore_class", "reduction": "reduction"}


def made(loss, options, y_true, y_pred, weight=None, through=None):
    """The case: `loss` of `through(y_pred)`; the gradient is of the sum of the result."""
    instance = getattr(keras.losses, CLASSES[loss])(**{KEYWORDS[k]: v for k, v in options.items()})

    def function(p):
        if through is not None:
            p = getattr(keras.activations, through)(p)
        return instance(y_true, p, sample_weight=weight)

    value = function(y_pred)
    gradient = jax.grad(lambda p: function(p).sum())(y_pred)
    return {
        "loss": loss,
        "options": options,
        "yTrue": encode(y_true),
        "yPred": encode(y_pred),
        **({} if weight is None else {"sampleWeight": encode(weight)}),
        **({} if through is None else {"through": through}),
        "value": encode(value),
        "gradient": encode(gradient),
    }


def probabilities(rng, shape):
    return f32(rng.uniform(0.02, 0.98, size=shape))


def simplex(rng, shape):
    p = rng.uniform(0.05, 1, size=shape)
    return f32(p / p.sum(-1, keepdims=True))


def one_hot(rng, n, k):
    return f32(np.eye(k)[rng.integers(0, k, size=n)])


def binary(options, shape=(8, 1), weight=None, rank1=False, dtype=np.float32, soft=False):
    def make(rng):
        y_true = rng.integers(0, 2, size=shape).astype(dtype)
        if soft:
            y_true = f32(rng.uniform(size=shape))
        y_pred = f32(rng.normal(size=shape) * 4) if options.get("fromLogits") else probabilities(rng, shape)
        if options.get("fromLogits"):
            y_pred.reshape(-1)[:3] = [0.0, 30.0, -30.0]
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        if w is not None:
            w.reshape(-1)[0] = 0
        return made("binaryCrossentropy", options, y_true.reshape(-1) if rank1 else y_true, y_pred, w)

    return make


def clip_ties(rng):
    edge = np.float32(1e-7)
    top = np.float32(1 - 1e-7)
    p = f32([0, edge, np.nextafter(edge, np.float32(1)), np.nextafter(edge, np.float32(0)), top, 1, 0.5])
    y_pred = np.concatenate([p, p]).reshape(-1, 1)
    y_true = f32([[0]] * len(p) + [[1]] * len(p))
    return made("binaryCrossentropy", {}, y_true, y_pred)


def saturated(rng):
    logits = f32([15, 15.9, 15.95, 16, 16.2, 16.7, 17, 20, 100, -15, -15.9, -16, -16.2, -17, -20, -100, 0])
    y_pred = np.concatenate([logits, logits]).reshape(-1, 1)
    y_true = f32([[0]] * len(logits) + [[1]] * len(logits))
    return made("binaryCrossentropy", {"reduction": "sum"}, y_true, y_pred, through="sigmoid")


def categorical(options, shape=(6, 4), weight=None, raw=False, soft=False):
    def make(rng):
        n, k = int(np.prod(shape[:-1])), shape[-1]
        y_true = (simplex(rng, (n, k)) if soft else one_hot(rng, n, k)).reshape(shape)
        if options.get("fromLogits"):
            y_pred = f32(rng.normal(size=shape) * 3)
        else:
            y_pred = probabilities(rng, shape) if raw else simplex(rng, shape)
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made("categoricalCrossentropy", options, y_true, y_pred, w)

    return make


def categorical_ties(rng):
    y_pred = f32([[0, 1, 0], [0, 1, 0], [0.5, 0.5, 0], [1, 1, 2], [1e-7, 1 - 1e-7, 0]])
    y_true = f32([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0]])
    return made("categoricalCrossentropy", {}, y_true, y_pred)


def sparse(options, shape=(6, 4), weight=None, column=False, dtype=np.int32, raw=False):
    def make(rng):
        y_true = rng.integers(0, shape[-1], size=shape[:-1]).astype(dtype)
        if options.get("fromLogits"):
            y_pred = f32(rng.normal(size=shape) * 3)
        else:
            y_pred = probabilities(rng, shape) if raw else simplex(rng, shape)
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made("sparseCategoricalCrossentropy", options, y_true[..., None] if column else y_true, y_pred, w)

    return make


def softmax_saturated(rng):
    y_pred = f32([[0, 16, -3], [0, 40, 0], [17, 0, 0], [100, -100, 0]])
    return made("sparseCategoricalCrossentropy", {"reduction": "sum"}, np.int32([0, 2, 1, 1]), y_pred, through="softmax")


def squared(options, shape=(7, 2), weight=None, rank1=False, loss="meanSquaredError"):
    def make(rng):
        y_true, y_pred = f32(rng.normal(size=shape)), f32(rng.normal(size=shape))
        y_pred[0] = y_true[0]  # the kink of the absolute error
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made(loss, options, y_true.reshape(-1) if rank1 else y_true, y_pred, w)

    return make


def cases():
    yield "binary", binary({})
    yield "binary, three outputs", binary({}, (6, 3))
    yield "binary, steps", binary({}, (4, 5, 2))
    yield "binary, label smoothing", binary({"labelSmoothing": 0.1}, (6, 2))
    yield "binary, logits", binary({"fromLogits": True}, (8, 2))
    yield "binary, logits, label smoothing", binary({"fromLogits": True, "labelSmoothing": 0.2})
    yield "binary, weights", binary({}, (8, 1), weight=(8,))
    yield "binary, weights in a column", binary({}, (8, 3), weight=(8, 1))
    yield "binary, weights by step", binary({}, (4, 5, 2), weight=(4, 5))
    yield "binary, sum", binary({"reduction": "sum"}, (8, 3), weight=(8,))
    yield "binary, none", binary({"reduction": "none"}, (8, 3), weight=(8,))
    yield "binary, rank-1 targets", binary({}, (8, 1), rank1=True)
    yield "binary, rank-1 targets and weights", binary({}, (8, 1), rank1=True, weight=(8,))
    yield "binary, integer targets", binary({}, (8, 1), dtype=np.int32)
    yield "binary, soft targets", binary({}, (8, 3), soft=True)
    yield "binary, clip ties", clip_ties
    yield "binary, saturated sigmoid", saturated
    yield "categorical", categorical({})
    yield "categorical, unnormalized", categorical({}, raw=True)
    yield "categorical, ties", categorical_ties
    yield "categorical, logits", categorical({"fromLogits": True})
    yield "categorical, logits, label smoothing", categorical({"fromLogits": True, "labelSmoothing": 0.1})
    yield "categorical, label smoothing", categorical({"labelSmoothing": 0.1}, (5, 3))
    yield "categorical, weights", categorical({}, weight=(6,))
    yield "categorical, steps, weights by step", categorical({}, (3, 4, 5), weight=(3, 4))
    yield "categorical, soft targets", categorical({}, soft=True)
    yield "categorical, none", categorical({"reduction": "none"}, weight=(6,))
    yield "sparse", sparse({})
    yield "sparse, unnormalized", sparse({}, raw=True)
    yield "sparse, logits", sparse({"fromLogits": True})
    yield "sparse, labels in a column", sparse({}, column=True)
    yield "sparse, float labels", sparse({}, dtype=np.float32)
    yield "sparse, weights", sparse({}, weight=(6,))
    yield "sparse, steps", sparse({}, (3, 4, 5))
    yield "sparse, steps, weights by step", sparse({"fromLogits": True}, (3, 4, 5), weight=(3, 4))
    yield "sparse, sum", sparse({"reduction": "sum"})
    yield "sparse, saturated softmax", softmax_saturated
    yield "squared", squared({})
    yield "squared, weights", squared({}, weight=(7,))
    yield "squared, steps, weights", squared({}, (3, 4, 2), weight=(3, 4))
    yield "squared, rank-1 targets", squared({}, (7, 1), rank1=True)
    yield "squared, sum", squared({"reduction": "sum"})
    yield "squared, none", squared({"reduction": "none"}, weight=(7,))
    for reduction in ("mean", "mean_with_sample_weight"):
        yield f"binary, {reduction}", binary({"reduction": reduction}, (8, 2), weight=(8,))
        yield f"binary, {reduction}, no weights", binary({"reduction": reduction}, (8, 2))
    yield "sparse, ignored class", sparse({"ignoreClass": 1})
    yield "sparse, logits, ignored class, weights", sparse({"ignoreClass": 0, "fromLogits": True}, weight=(6,))
    for reduction in ("sum", "mean", "mean_with_sample_weight", "none"):
        ignoring = {"ignoreClass": 1, "reduction": reduction}
        yield f"sparse, ignored class, {reduction}", sparse(ignoring, (12, 3))
        yield f"sparse, steps, ignored class, weights by step, {reduction}", sparse(ignoring, (4, 5, 3), weight=(4, 5))
    yield "absolute", squared({}, loss="meanAbsoluteError")
    yield "absolute, weights", squared({}, weight=(7,), loss="meanAbsoluteError")
    yield "absolute, rank-1 targets", squared({}, (7, 1), rank1=True, loss="meanAbsoluteError")
