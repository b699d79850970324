"""Datasets and preprocessing: scikit-learn's makers of samples, train_test_split and scalers, and Keras's utilities."""

import keras
import numpy as np
import sklearn.datasets
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from .encode import encode
from .program import snake

SAMPLES = {
    "makeCircles": [
        {"nSamples": 100, "noise": 0.1, "randomState": 1},
        {"nSamples": 100},
        {"nSamples": 101, "noise": 0.05, "factor": 0.5},
        {"nSamples": 64, "shuffle": False},
        {"nSamples": (10, 20), "noise": 0.2},
        {"nSamples": 300, "noise": 0.1},
    ],
    "makeMoons": [
        {},
        {"noise": 0.1},
        {"nSamples": 31, "noise": 0.2, "shuffle": False},
        {"nSamples": (12, 5), "noise": 0.05},
        {"nSamples": (1, 2), "noise": 0.3},
        {"nSamples": 1},
    ],
    "makeBlobs": [
        {},
        {"nSamples": 50, "centers": 7, "nFeatures": 3, "clusterStd": 0.3},
        {"nSamples": [5, 0, 12], "clusterStd": [0.1, 1.0, 3.0], "shuffle": False},
        {"nSamples": 20, "centers": [[1.0, 2.0, 3.0], [-1.5, 0.0, 4.0]], "centerBox": (0.0, 1.0), "returnCenters": True},
        {"nSamples": [3, 4], "centers": [[1.0], [5.0]]},
        {"nSamples": 11, "centerBox": (-1.0, 3.0), "returnCenters": True},
    ],
    "makeClassification": [
        {},
        {"nSamples": 60, "nFeatures": 8, "nInformative": 3, "nRedundant": 2, "nRepeated": 2, "nClasses": 3, "returnXY": False},
        {"nSamples": 40, "nFeatures": 5, "weights": [0.8], "flipY": 0.0},
        {"nSamples": 40, "nFeatures": 5, "weights": [0.2, 0.5, 0.3], "nClasses": 3, "nClustersPerClass": 1, "flipY": 0.3},
        {"nSamples": 33, "nFeatures": 6, "hypercube": False, "classSep": 2.5, "shift": None, "scale": None},
        {"nSamples": 20, "nFeatures": 2, "nRedundant": 0, "shift": [1.0, -2.0], "scale": [0.5, 3.0], "shuffle": False},
        {"nSamples": 30, "nFeatures": 14, "nInformative": 12, "nClustersPerClass": 3},
        {"nSamples": 12, "nFeatures": 40, "nInformative": 36, "nClasses": 5},
        {"nSamples": 20, "nFeatures": 6, "nInformative": 4, "nRedundant": 1, "nClasses": 4, "nClustersPerClass": 3},
    ],
    "makeRegression": [
        {},
        {"nSamples": 30, "nFeatures": 5, "noise": 2.0, "bias": 10.0},
        {"nSamples": 12, "nFeatures": 6, "nTargets": 3, "coef": True},
        {"nSamples": 12, "nFeatures": 6, "nInformative": 2, "shuffle": False, "coef": True, "noise": 0.5},
        {"nSamples": 25, "nFeatures": 8, "effectiveRank": 3, "noise": 0.1},
        {"nSamples": 6, "nFeatures": 9, "effectiveRank": 2, "tailStrength": 0.9, "nInformative": 0},
        {"nSamples": 7, "nFeatures": 7, "effectiveRank": 4, "tailStrength": 0.1},
        {"nSamples": 1, "nFeatures": 3},
    ],
}
# What each maker gives beside x and y, where an option asks for it.
MORE = {"makeBlobs": "centers", "makeRegression": "coef", "makeClassification": "featureInfo"}


CASE_STUDY = SAMPLES["makeCircles"][0]


def samples(maker, options):
    def make(rng):
        given = {"randomState": int(rng.integers(0, 2**32)), **options}
        keywords = {snake(k).replace("return_x_y", "return_X_y"): v for k, v in given.items()}
        made = getattr(sklearn.datasets, snake(maker))(**keywords)
        if isinstance(made, dict):
            made = (made["X"], made["y"], made["feature_info"])
        x, y, *more = made
        y = np.atleast_1d(y)
        return {
            "dataset": "samples",
            "maker": maker,
            "options": given,
            "exact": options == CASE_STUDY,
            "made": {
                "x": encode(x),
                "y": encode(y.astype(np.int32) if y.dtype.kind == "i" else y),
                **({MORE[maker]: more[0] if isinstance(more[0], list) else encode(more[0])} if more else {}),
            },
        }

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


def min_max(options, parts=1, dtype=np.float64, gaps=False):
    """Fitted on parts one after the other; `other` lies partly outside the range."""

    def make(rng):
        columns = 4
        draw = lambda n, by: (rng.normal(size=(n, columns)) * by + [0, 3, -20, 1e6]).astype(dtype)
        xs = [draw(int(rng.integers(3, 9)), [1, 0.01, 30, 5]) for _ in range(parts)]
        for x in xs:
            x[:, 1] = 3
        if gaps:
            xs[0][0, 0] = xs[0][2, 2] = np.nan
        other = draw(5, [3, 1, 90, 20])
        if gaps:
            other[1, 3] = np.nan
        scaler = MinMaxScaler(**{snake(k): v for k, v in options.items()})
        for x in xs:
            scaler.partial_fit(x)
        made = {
            "min": scaler.min_,
            "scale": scaler.scale_,
            "dataMin": scaler.data_min_,
            "dataMax": scaler.data_max_,
            "dataRange": scaler.data_range_,
            "transformed": scaler.transform(other),
            "back": scaler.inverse_transform(other),
        }
        return {
            "dataset": "minMaxScaler",
            "options": options,
            "xs": [encode(x) for x in xs],
            "other": encode(other),
            "made": {k: encode(v) for k, v in made.items()},
        }

    return make


def categorical(shape, classes=None, dtype=np.int32):
    def make(rng):
        x = rng.integers(0, 5, size=shape).astype(dtype) + (0.5 if dtype == np.float32 else 0)
        made = keras.utils.to_categorical(x, classes)
        return {"dataset": "toCategorical", "x": encode(x.astype(dtype)), "options": {"numClasses": classes} if classes else {}, "made": {"hot": encode(made)}}

    return make


def padded(options, step=(), empty=False):
    def make(rng):
        lengths = [3, 1, 6, 4] if not empty else [0, 2, 0]
        sequences = [rng.normal(size=(n, *step)) * 5 for n in lengths]
        keywords = {k: v for k, v in options.items()}
        made = keras.utils.pad_sequences([s.tolist() for s in sequences], **keywords)
        return {"dataset": "padSequences", "sequences": [encode(s) for s in sequences], "options": options, "made": {"padded": encode(made)}}

    return make


def cases():
    for maker, all_options in SAMPLES.items():
        for options in all_options:
            yield f"{maker} {options}".replace("'", ""), samples(maker, options)
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
    yield "minMaxScaler", min_max({})
    yield "minMaxScaler featureRange", min_max({"featureRange": (-1.5, 0.25)})
    yield "minMaxScaler clip", min_max({"clip": True, "featureRange": (0.1, 0.9)})
    yield "minMaxScaler NaN", min_max({"clip": True}, gaps=True)
    yield "minMaxScaler in parts", min_max({}, parts=3, gaps=True)
    yield "minMaxScaler float32", min_max({"featureRange": (0.1, 0.7), "clip": True}, dtype=np.float32)
    yield "minMaxScaler float32 in parts", min_max({"featureRange": (-0.3, 2.1)}, parts=2, dtype=np.float32)
    yield "toCategorical", categorical(7)
    yield "toCategorical numClasses", categorical(4, 9)
    yield "toCategorical of a column", categorical((5, 1))
    yield "toCategorical of steps", categorical((3, 2), 5)
    yield "toCategorical of fractions", categorical(6, 5, np.float32)
    yield "padSequences", padded({})
    yield "padSequences post", padded({"padding": "post", "truncating": "post", "maxlen": 3})
    yield "padSequences pre and post", padded({"truncating": "post", "maxlen": 5, "value": -1.5, "dtype": "float32"})
    yield "padSequences post and pre", padded({"padding": "post", "maxlen": 2, "value": 2.75})
    yield "padSequences of vectors", padded({"dtype": "float64", "maxlen": 4}, (2,))
    yield "padSequences of matrices", padded({"dtype": "float32", "padding": "post"}, (2, 3))
    yield "padSequences with empty ones", padded({"value": 7}, (2,), empty=True)
