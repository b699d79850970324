"""Losses: value and gradient by the predictions, clip ties and saturated sigmoids included; each in float64 too."""

import contextlib

import jax
import keras
import numpy as np
from keras.src.losses.loss import reduce_weighted_values

from .double import double
from .encode import encode, f32

# Named as in program.py: tacet's names in other cases of letters.
CLASSES = {name.lower(): found for name, found in vars(keras.losses).items() if isinstance(found, type)}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def made(loss, options, y_true, y_pred, weight=None, through=None, mask=None):
    """The case: `loss` of `through(y_pred)`; the gradient is of the sum of the result."""
    y_pred = y_pred.astype(options.get("dtype", np.float32))
    instance = CLASSES[loss.lower()](**{snake(k): v for k, v in options.items()})

    def function(p):
        if through is not None:
            p = getattr(keras.activations, through)(p)
        if mask is not None:
            return masked(instance, p)
        return instance(y_true, p, sample_weight=weight)

    def masked(loss, p):
        """What a mask of the predictions does: Keras cannot tie one to an array that JAX traces."""
        values = loss.call(y_true.astype(np.float32), p)
        return reduce_weighted_values(values, sample_weight=weight, mask=mask, reduction=loss.reduction, dtype="float32")

    with double() if options.get("dtype") == "float64" else contextlib.nullcontext():
        value = np.asarray(function(y_pred))
        gradient = np.asarray(jax.grad(lambda p: function(p).sum())(y_pred))
    return {
        "loss": loss,
        "options": options,
        "yTrue": encode(y_true),
        "yPred": encode(y_pred),
        **({} if weight is None else {"sampleWeight": encode(weight)}),
        **({} if mask is None else {"mask": encode(mask)}),
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


def real(loss, options={}, shape=(7, 3), weight=None, rank1=False, positive=False, y_true=None, mask=None):
    """Targets and predictions of any size, one of each equal."""

    def make(rng):
        draw = (lambda: f32(rng.uniform(0, 4, size=shape))) if positive else (lambda: f32(rng.normal(size=shape) * 2))
        y, p = draw() if y_true is None else y_true(rng, shape), draw()
        if y_true is None:
            p[0] = y[0]
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        m = rng.random(size=mask) > 0.4 if mask else None
        return made(loss, options, y.reshape(-1) if rank1 else y, p, w, mask=m)

    return make


def at(loss, y_true, y_pred, options={"reduction": "none"}):
    """Given numbers: kinks and extremes."""
    return lambda rng: made(loss, options, np.asarray(y_true, np.float32), f32(y_pred))


def signs(rng, shape):
    return f32(rng.choice([-1.0, 1.0], size=shape))


def zeros_and_ones(rng, shape):
    return f32(rng.integers(0, 2, size=shape))


def hot(rng, shape):
    return one_hot(rng, int(np.prod(shape[:-1])), shape[-1]).reshape(shape)


def shares(loss, options={}, shape=(6, 4), weight=None, y_true=zeros_and_ones, axis=-1):
    """Predictions between 0 and 1; along `axis` they sum to 1."""

    def make(rng):
        p = rng.uniform(0.05, 0.95, size=shape)
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made(loss, options, y_true(rng, shape), f32(p / p.sum(axis, keepdims=True)), w)

    return make


def logits(loss, options={}, shape=(6, 4), y_true=zeros_and_ones):
    return lambda rng: made(loss, {**options, "fromLogits": True}, y_true(rng, shape), f32(rng.normal(size=shape) * 3))


def labelled(options={}, shape=(6, 4), weight=None, dtype=np.int32):
    def make(rng):
        y = rng.integers(0, shape[-1], size=shape[:-1]).astype(dtype)
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made("categoricalGeneralizedCrossEntropy", options, y, simplex(rng, shape), w)

    return make


def embeddings(options={}, classes=3, shape=(8, 4), column=False, weight=None):
    def make(rng):
        p = rng.normal(size=shape)
        p = f32(p / np.linalg.norm(p, axis=-1, keepdims=True))
        y = rng.permutation(np.arange(shape[0]) % classes).astype(np.int32)
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made("circle", options, y[:, None] if column else y, p, w)

    return make


DOUBLE = {"dtype": "float64"}
SIGNED = [-1e30, -88.0, -3.0, -1.0, -0.5, -1e-7, -0.0, 0.0, 1e-8, 1e-7, 0.5, 1.0, 2.0, 50.0, 88.0, 1e30]


def regressions():
    for name in ("meanAbsolutePercentageError", "huber", "logCosh", "cosineSimilarity"):
        yield name, real(name)
        yield f"{name}, weights", real(name, weight=(7,))
        yield f"{name}, steps, weights by step", real(name, {"reduction": "sum"}, (3, 4, 2), weight=(3, 4))
        yield f"{name}, none", real(name, {"reduction": "none"})
    for name in ("meanAbsolutePercentageError", "huber", "logCosh", "meanSquaredLogarithmicError"):
        yield f"{name}, rank-1 targets", real(name, shape=(7, 1), rank1=True, positive="Log" in name)
    yield "meanSquaredLogarithmicError", real("meanSquaredLogarithmicError", positive=True)
    yield "meanSquaredLogarithmicError, below 0", real("meanSquaredLogarithmicError", {"reduction": "none"})
    yield "meanSquaredLogarithmicError, at its bound", at("meanSquaredLogarithmicError", [[0.5]] * 5, [[0], [1e-7], [-3], [1], [1e-30]])
    yield "meanAbsolutePercentageError, targets of 0", at("meanAbsolutePercentageError", [[0], [0], [1e-8], [-2]], [[0], [1e-7], [1e-7], [1]])
    for delta in (0.3, 1.0, 2.5):
        yield f"huber, delta {delta}", real("huber", {"delta": delta})
        at_kinks = [delta, -delta, np.nextafter(np.float32(delta), np.float32(9)), 0.0, -0.0, 30.0, -1e4]
        yield f"huber, delta {delta}, at its kinks", at("huber", [[0]] * 7, [[e] for e in at_kinks], {"delta": delta, "reduction": "none"})
    yield "logCosh, extremes", at("logCosh", [[0]] * len(SIGNED), [[v] for v in SIGNED])
    for axis in (-1, 0, 1):
        yield f"cosineSimilarity, axis {axis}", real("cosineSimilarity", {"axis": axis}, (4, 5))
    yield "cosineSimilarity, nothing", at("cosineSimilarity", [[1, 2], [0, 0], [0, 0]], [[0, 0], [1, 2], [0, 0]])
    yield "cosineSimilarity, shorter than 1e-7", at("cosineSimilarity", [[1, 2], [1e-9, 0]], [[1e-8, 2e-8], [3, 0]])
    yield "cosineSimilarity, small and large", at("cosineSimilarity", [[1, 2], [1, 0]], [[1e-3, -1e-3], [1e6, 2e6]])


def hinges():
    for name in ("hinge", "squaredHinge"):
        yield f"{name}, signs", real(name, y_true=signs)
        yield f"{name}, zeros and ones", real(name, y_true=zeros_and_ones)
        yield f"{name}, real targets", real(name)
        yield f"{name}, weights", real(name, y_true=signs, weight=(7,))
        yield f"{name}, rank-1 targets", real(name, y_true=signs, shape=(7, 1), rank1=True)
        yield f"{name}, at its kink", at(name, [[1], [-1], [1], [-1]], [[1], [-1], [np.nextafter(np.float32(1), np.float32(0))], [2]])
    yield "categoricalHinge", real("categoricalHinge", y_true=hot)
    yield "categoricalHinge, weights", real("categoricalHinge", {"reduction": "none"}, y_true=hot, weight=(7,))
    yield "categoricalHinge, steps", real("categoricalHinge", shape=(3, 4, 5), y_true=hot)
    yield "categoricalHinge, ties", at("categoricalHinge", [[1, 0, 0], [0, 1, 0], [1, 0, 0]], [[1, 0, 0], [0.5, 2, 0.5], [0, -1, -1]])


def distributions():
    yield "klDivergence", shares("klDivergence", y_true=lambda rng, shape: simplex(rng, shape))
    yield "klDivergence, one-hot targets", shares("klDivergence", y_true=hot, weight=(6,))
    yield "klDivergence, clip ties", at("klDivergence", [[0, 1], [0.5, 0.5], [1, 0], [2, -1]], [[1, 0], [1e-7, 1], [1e-8, 3], [0.5, 0.5]])
    yield "poisson", real("poisson", positive=True)
    yield "poisson, weights", real("poisson", {"reduction": "sum"}, positive=True, weight=(7,))
    yield "poisson, near 0", at("poisson", [[0], [2], [1], [3]], [[0], [0], [1e-7], [88]])
    for q in (0.2, 0.5, 0.9):
        yield f"categoricalGeneralizedCrossEntropy, q {q}", labelled({"q": q})
    yield "categoricalGeneralizedCrossEntropy, float labels, weights", labelled(dtype=np.float32, weight=(6,))
    yield "categoricalGeneralizedCrossEntropy, none", labelled({"reduction": "none"}, (4, 3))


def focal():
    binary, categorical = "binaryFocalCrossentropy", "categoricalFocalCrossentropy"
    for options in ({}, {"gamma": 1.5}, {"gamma": 0.0}, {"applyClassBalancing": True, "alpha": 0.7}, {"labelSmoothing": 0.2, "gamma": 3.0}):
        yield f"{binary} {options}", real_shares(binary, options)
        yield f"{binary}, logits {options}", logits(binary, options)
    yield f"{binary}, axis 0", real_shares(binary, {"axis": 0, "reduction": "none"})
    yield f"{binary}, weights", real_shares(binary, {"reduction": "sum"}, weight=(6,))
    yield f"{binary}, clip ties", at(binary, [[0], [1], [0], [1], [1]], [[0], [1], [1], [0], [1e-7]])
    for options in ({}, {"gamma": 1.5, "alpha": 0.6}, {"gamma": 0.0}, {"alpha": [0.1, 0.2, 0.3, 0.4]}, {"labelSmoothing": 0.2}):
        yield f"{categorical} {options}", shares(categorical, options, y_true=hot)
        yield f"{categorical}, logits {options}", logits(categorical, options, y_true=hot)
    yield f"{categorical}, unnormalized", real_shares(categorical, {}, y_true=hot)
    yield f"{categorical}, axis 1", shares(categorical, {"axis": 1, "reduction": "none"}, (4, 3, 2), axis=1, y_true=hot)
    yield f"{categorical}, ties", at(categorical, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 1, 0], [1, 1, 2]])


def real_shares(loss, options={}, shape=(6, 4), weight=None, y_true=zeros_and_ones):
    """Predictions between 0 and 1 that sum to nothing in particular."""

    def make(rng):
        w = f32(rng.uniform(0, 2, size=weight)) if weight else None
        return made(loss, options, y_true(rng, shape), probabilities(rng, shape), w)

    return make


def overlaps():
    for name in ("dice", "tversky"):
        for axis in (None, -1, 0, [1, 2]):
            options = {} if axis is None else {"axis": axis}
            yield f"{name}, axis {axis}", real_shares(name, options, (4, 3, 2))
        yield f"{name}, weights", real_shares(name, {"axis": -1}, (4, 3), weight=(4,))
        yield f"{name} of the batch, weights", real_shares(name, {}, (4, 3), weight=(4,))
        yield f"{name}, nothing there", at(name, [[0, 0], [1, 1]], [[0, 0], [0, 0]], {"axis": -1, "reduction": "none"})
    yield "tversky, alpha and beta", real_shares("tversky", {"alpha": 0.3, "beta": 0.8}, (4, 3))
    # With the default gamma of 80 float32 leaves gradients 3e-6 from what they are, in Keras too.
    yield "circle, float64", embeddings(DOUBLE)
    yield "circle, none, float64", embeddings({"reduction": "none", **DOUBLE})
    yield "circle, gamma 10, labels in a column", embeddings({"gamma": 10.0}, column=True)
    yield "circle, gamma and margin", embeddings({"gamma": 20.0, "margin": 0.25}, weight=(8,))
    yield "circle, with itself", embeddings({"removeDiagonal": False, "gamma": 10.0})


def doubles():
    for name in ("meanSquaredError", "meanAbsoluteError", "meanAbsolutePercentageError", "huber", "logCosh", "cosineSimilarity"):
        yield f"{name}, float64", real(name, DOUBLE)
    for name in ("meanSquaredLogarithmicError", "poisson"):
        yield f"{name}, float64", real(name, DOUBLE, positive=True)
    for name in ("hinge", "squaredHinge"):
        yield f"{name}, float64", real(name, DOUBLE, y_true=signs)
    for name in ("categoricalHinge", "categoricalCrossentropy", "categoricalFocalCrossentropy", "klDivergence"):
        yield f"{name}, float64", shares(name, DOUBLE, y_true=hot)
    for name in ("binaryCrossentropy", "binaryFocalCrossentropy", "dice", "tversky"):
        yield f"{name}, float64", real_shares(name, DOUBLE)
    for name in ("binaryCrossentropy", "categoricalCrossentropy"):
        yield f"{name}, logits, float64", logits(name, DOUBLE, y_true=hot)
    yield "categoricalGeneralizedCrossEntropy, float64", labelled(DOUBLE)
    yield "sparseCategoricalCrossentropy, float64", sparse(DOUBLE)


def axes_and_masks():
    for name in ("binaryCrossentropy", "categoricalCrossentropy"):
        for axis in (0, 1, -1):
            options = {"axis": axis, "reduction": "none", "labelSmoothing": 0.1}
            yield f"{name}, axis {axis}", shares(name, options, (4, 3, 2), axis=axis, y_true=hot)
            yield f"{name}, logits, axis {axis}", logits(name, options, (4, 3, 2), y_true=hot)
    for reduction in ("sum_over_batch_size", "mean_with_sample_weight", "sum", "none"):
        options = {"reduction": reduction}
        yield f"squared, mask, {reduction}", real("meanSquaredError", options, (5, 4, 2), mask=(5, 4))
        yield f"huber, mask, weights, {reduction}", real("huber", options, (5, 4, 2), weight=(5, 4), mask=(5, 4))


def cases():
    for family in (regressions, hinges, distributions, focal, overlaps, doubles, axes_and_masks):
        yield from family()
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
