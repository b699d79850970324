"""Datasets and preprocessing: scikit-learn's make_circles, train_test_split and StandardScaler."""

import numpy as np
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from .encode import encode

# tacet's options and scikit-learn's
CIRCLES = [
    ({"nSamples": 100, "noise": 0.1, "randomState": 1}, dict(n_samples=100, noise=0.1, random_state=1)),
    ({"nSamples": 100, "randomState": 7}, dict(n_samples=100, random_state=7)),
    ({"nSamples": 101, "noise": 0.05, "factor": 0.5, "randomState": 3}, dict(n_samples=101, noise=0.05, factor=0.5, random_state=3)),
    ({"nSamples": 64, "shuffle": False}, dict(n_samples=64, shuffle=False)),
    ({"nSamples": [10, 20], "noise": 0.2, "randomState": 0}, dict(n_samples=(10, 20), noise=0.2, random_state=0)),
    ({"nSamples": 300, "noise": 0.1, "randomState": None}, dict(n_samples=300, noise=0.1)),
]


def circles(options, keywords):
    def make(rng):
        state = int(rng.integers(0, 2**32))
        drawn = options.get("randomState", 0) is None
        tacet = {**options, "randomState": state} if drawn else options
        x, y = make_circles(**{**keywords, **({"random_state": state} if drawn else {})})
        study = keywords == CIRCLES[0][1]
        return {"dataset": "makeCircles", "options": tacet, "exact": study, "x": encode(x), "y": encode(y.astype(np.int32))}

    return make


def split(n, options, keywords, classes=None):
    """With classes, the split is stratified by i * i % classes."""

    def make(rng):
        state = int(rng.integers(0, 2**32))
        x = np.arange(2 * n, dtype=np.float64).reshape(n, 2)
        y = np.arange(n, dtype=np.int32)
        shuffled = keywords.get("shuffle", True)
        by = {} if classes is None else {"stratify": y * y % classes}
        parts = train_test_split(x, y, **keywords, **by, **({"random_state": state} if shuffled else {}))
        return {
            "dataset": "trainTestSplit",
            "rows": n,
            "classes": classes,
            "options": {**options, **({"randomState": state} if shuffled else {})},
            "train": encode(parts[2]),
            "test": encode(parts[3]),
        }

    return make


def scaler(rows, columns, constant=False):
    def make(rng):
        x = rng.normal(size=(rows, columns)) * rng.uniform(0.1, 30, size=columns) + rng.normal(size=columns) * 5
        if constant:
            x[:, 0] = 4.0
        fitted = StandardScaler().fit(x)
        return {
            "dataset": "standardScaler",
            "x": encode(x),
            "mean": encode(fitted.mean_),
            "variance": encode(fitted.var_),
            "scale": encode(fitted.scale_),
            "transformed": encode(fitted.transform(x)),
        }

    return make


def cases():
    for options, keywords in CIRCLES:
        yield f"makeCircles {options}".replace("'", ""), circles(options, keywords)
    yield "trainTestSplit", split(10, {}, {})
    yield "trainTestSplit testSize 0.33", split(50, {"testSize": 0.33}, dict(test_size=0.33))
    yield "trainTestSplit testSize 7", split(23, {"testSize": 7}, dict(test_size=7))
    yield "trainTestSplit trainSize 0.3", split(101, {"trainSize": 0.3}, dict(train_size=0.3))
    yield "trainTestSplit both sizes", split(40, {"trainSize": 10, "testSize": 5}, dict(train_size=10, test_size=5))
    yield "trainTestSplit no shuffle", split(9, {"testSize": 0.25, "shuffle": False}, dict(test_size=0.25, shuffle=False))
    yield "trainTestSplit stratified", split(40, {"testSize": 0.3}, dict(test_size=0.3), 3)
    yield "trainTestSplit stratified, uneven", split(57, {}, {}, 5)
    yield "standardScaler", scaler(31, 3)
    yield "standardScaler constant column", scaler(12, 2, True)
