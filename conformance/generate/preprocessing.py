"""Preprocessing layers on their own: what they learn from data, and what they make of strings and numbers.

Keras's layers of strings need TensorFlow, whatever the backend: this subject is made with requirements-tensorflow.txt,
and compared from the committed file only. Strings stand in the JSON as {"strings": nested lists}.

A case names a layer and its options, what it is adapted to (batches one after the other, or an array at once), and calls
with the values that they gave; and what it learned: its vocabulary, its weights or its boundaries.
"""

import keras
import numpy as np

from .encode import encode, f32
from .program import LAYERS, adapt, keywords

WORDS = ["earth", "wind", "and", "fire", "Água", "火", "😀", "ｱ", "a-b", "", "x y", "the quick brown fox jumps over it"]


def written(value):
    """Arrays encoded; strings, and lists of them, as they are."""
    if isinstance(value, np.ndarray) and value.dtype.kind not in "OUS":
        return encode(value)
    if isinstance(value, (np.ndarray, list, str)):
        return {"strings": value.tolist() if isinstance(value, np.ndarray) else value}
    return encode(np.asarray(value))


def given(value):
    """What Keras is called with: arrays of strings, or numbers."""
    return np.array(value) if isinstance(value, (list, str)) else value


def call(layer, value, weights, invert):
    if invert and isinstance(layer, keras.layers.StringLookup):
        # On JAX, Keras can't give back strings unless it was called on a tensor of TensorFlow's.
        import tensorflow as tf

        decode = lambda e: [decode(i) for i in e] if isinstance(e, list) else e.decode()
        return decode(layer(tf.constant(value)).numpy().tolist())
    more = {} if weights is None else {"count_weights": weights}
    return np.asarray(layer(given(value), **more))


def learn(layer, batches, whole):
    if whole:
        return adapt(layer, given(batches[0]))
    if isinstance(layer, (keras.layers.Normalization, keras.layers.Discretization)):
        return adapt(layer, *[given(b) for b in batches])
    # A generator: of a list Keras makes one array.
    layer.adapt(given(b) for b in batches)


def one(name, options, calls, learned=None, whole=True):
    def make(rng):
        drawn = lambda v: v(rng) if callable(v) else v
        layer = LAYERS[name.lower()](**keywords(options, drop=()))
        case = {"layer": name, "options": options, "calls": [], "values": [], "learned": {}}
        if learned is not None:
            batches = [drawn(b) for b in ([learned] if whole else learned)]
            learn(layer, batches, whole)
            case["adapt"] = {"batches": [written(b) for b in batches], "whole": whole}
        for value in calls:
            value, weights = [drawn(v) for v in (value if isinstance(value, tuple) else (value, None))]
            result = call(layer, value, weights, options.get("invert", False))
            more = {} if weights is None else {"weights": encode(weights)}
            case["calls"].append({"input": written(value), **more})
            case["values"].append(written(result))
        if hasattr(layer, "get_vocabulary"):
            case["learned"]["vocabulary"] = [v if isinstance(v, str) else int(v) for v in layer.get_vocabulary()]
            case["learned"]["size"] = layer.vocabulary_size()
        if isinstance(layer, keras.layers.Normalization):
            case["learned"]["weights"] = [encode(w.numpy()) for w in layer.weights]
        if isinstance(layer, keras.layers.Discretization):
            case["learned"]["boundaries"] = encode(f32(layer.bin_boundaries))
        return case

    return make


def normal(*shape):
    return lambda rng: f32(rng.normal(size=shape) * 3 + 2)


def integers(low, high, *shape):
    return lambda rng: rng.integers(low, high, size=shape).astype(np.int32)


def words(*shape):
    """Some words more often than others."""
    shares = np.arange(len(WORDS), 0, -1) / np.arange(len(WORDS), 0, -1).sum()
    return lambda rng: rng.choice(WORDS, size=shape, p=shares).tolist()


def named(prefix, options):
    return f"{prefix} {options}"


def numeric():
    for options, shape in [({}, (20, 3)), ({"axis": 1}, (6, 2, 3)), ({"axis": [1, 2]}, (7, 2, 3)), ({"axis": None}, (9, 2)), ({"axis": 2, "invert": True}, (5, 2, 3))]:
        batches = [normal(*shape), normal(*shape), normal(2, *shape[1:])]
        yield named("normalization of an array", options), one("normalization", options, [normal(*shape)], normal(*shape))
        yield named("normalization of batches", options), one("normalization", options, [normal(*shape)], batches, whole=False)
    yield "normalization of a vector", one("normalization", {"axis": None}, [normal(7)], normal(7))
    for options in [{"numBins": 4}, {"numBins": 7, "epsilon": 0.05}, {"numBins": 300}, {"numBins": 2, "epsilon": 0.3}]:
        for rows in (5, 30, 1000):
            yield f"discretization of {rows} {options}", one("discretization", options, [normal(20, 3)], normal(rows, 3))
        batches = [normal(rows, 2) for rows in (40, 3, 500, 1)]
        yield named("discretization of batches", options), one("discretization", options, [normal(20, 3)], batches, whole=False)
    for mode in ["int", "one_hot", "multi_hot", "count"]:
        options = {"binBoundaries": [-1.0, 0.0, 0.5, 2.0], "outputMode": mode}
        edges = f32([[-1, 0, 0.5, 2], [np.inf, -np.inf, np.nan, 1e30]])
        yield f"discretization {mode}", one("discretization", options, [edges, normal(3, 4), normal(2, 3, 2), normal(5), normal(4, 1)])
    for mode in ["one_hot", "multi_hot", "count"]:
        tokens = [integers(0, 5, 4, 3), integers(0, 5, 4, 1), integers(0, 5, 6), integers(0, 5), integers(0, 5, 2, 3, 4)]
        yield f"categoryEncoding {mode}", one("categoryEncoding", {"numTokens": 5, "outputMode": mode}, tokens)
    weighted = [(integers(0, 5, *shape), lambda rng, shape=shape: f32(rng.uniform(size=shape))) for shape in [(4, 3), (6,), (2, 3, 4)]]
    yield "categoryEncoding with weights", one("categoryEncoding", {"numTokens": 5, "outputMode": "count"}, weighted)


MODES = ["int", "one_hot", "multi_hot", "count"]


def integer_lookups():
    vocabulary = [12, -36, 1138, 42, 7]
    tokens = [lambda rng: rng.choice([12, -36, 1138, 42, 7, 99, 100, -5, 0], size=(4, 6)).astype(np.int32)]
    for mode in MODES:
        for special in [{}, {"maskToken": 0}, {"maskToken": 0, "numOovIndices": 3}, {"maskToken": 7, "vocabulary": [12, 42]}]:
            options = {"vocabulary": vocabulary, "outputMode": mode, **special}
            yield named("integerLookup", options), one("integerLookup", options, [*tokens, np.int32(42), integers(0, 50, 5), integers(10, 14, 3, 1)])
    for special in [{}, {"salt": 5}, {"salt": [1, 2**40]}]:
        options = {"vocabulary": vocabulary, "numOovIndices": 5, "oovMethod": "farmhash", **special}
        yield named("integerLookup", options), one("integerLookup", options, [*tokens, integers(-(2**31), 2**31 - 1, 5, 9)])
    yield "integerLookup without unknown ones", one("integerLookup", {"vocabulary": [1, 2, 3], "numOovIndices": 0}, [integers(1, 4, 3, 4)])
    yield "integerLookup of all", one("integerLookup", {"vocabulary": [0, -1, 5, 6], "maskToken": 0}, [integers(-1, 8, 3, 4)])
    idf = [0.25, 0.75, 0.6, 0.4, 0.1]
    for more in [{}, {"maxTokens": 9, "padToMaxTokens": True}, {"numOovIndices": 2}]:
        options = {"vocabulary": vocabulary, "idfWeights": idf, "outputMode": "tf_idf", **more}
        yield named("integerLookup", options), one("integerLookup", options, tokens)
    for options in [{}, {"maxTokens": 4}, {"maskToken": 3}, {"oovToken": 2}, {"numOovIndices": 2, "maxTokens": 6}, {"outputMode": "tf_idf"}, {"outputMode": "tf_idf", "maxTokens": 12, "padToMaxTokens": True}, {"outputMode": "multi_hot", "maxTokens": 5}]:
        learned = integers(0, 8, 6, 5)
        yield named("integerLookup of an array", options), one("integerLookup", options, [integers(0, 10, 3, 4)], learned)
        batches = [integers(0, 8, 4, 3), integers(0, 5, 2, 3), integers(0, 9, 4)]
        yield named("integerLookup of batches", options), one("integerLookup", options, [integers(0, 10, 3, 4)], batches, whole=False)
    yield "integerLookup of a vector", one("integerLookup", {"outputMode": "tf_idf"}, [integers(0, 10, 3, 4)], integers(0, 6, 20))
    for more in [{}, {"maskToken": 0}, {"oovToken": -7, "numOovIndices": 2}]:
        options = {"vocabulary": vocabulary, "invert": True, **more}
        yield named("integerLookup", options), one("integerLookup", options, [integers(-2, 10, 4, 5)])


def string_lookups():
    vocabulary = ["earth", "wind", "and", "fire"]
    for mode in MODES:
        for special in [{}, {"maskToken": ""}, {"maskToken": "", "numOovIndices": 3}, {"maskToken": "and", "vocabulary": ["fire", "火"]}]:
            options = {"vocabulary": vocabulary, "outputMode": mode, **special}
            yield named("stringLookup", options), one("stringLookup", options, [words(4, 5), "fire", words(6), words(3, 1)])
    for special in [{}, {"salt": 5}, {"salt": [1, 2**40]}]:
        options = {"vocabulary": ["fire"], "numOovIndices": 11, **special}
        long = [["".join(rng) for rng in (["ab"] * n, ["ñ"] * n)] for n in (3, 7, 9, 15, 17, 24, 31, 33, 48, 63, 70, 128, 200)]
        yield named("stringLookup", options), one("stringLookup", options, [words(6, 5), long])
    yield "stringLookup of all", one("stringLookup", {"vocabulary": ["", "[UNK]", "a", "b"], "maskToken": ""}, [["a", "", "c", "b"]])
    options = {"vocabulary": ["[UNK]", "a", "b"], "idfWeights": [0.9, 0.25, 0.75], "outputMode": "tf_idf"}
    yield "stringLookup of all with weights", one("stringLookup", options, [[["a", "", "c", "b"], ["a", "a", "z", "z"]]])
    for options in [{}, {"maxTokens": 5}, {"maskToken": "", "oovToken": "wind"}, {"outputMode": "tf_idf"}, {"outputMode": "tf_idf", "maskToken": "", "maxTokens": 20, "padToMaxTokens": True}, {"outputMode": "count", "maxTokens": 4}]:
        yield named("stringLookup of an array", options), one("stringLookup", options, [words(3, 4)], words(8, 5))
        yield named("stringLookup of batches", options), one("stringLookup", options, [words(3, 4)], [words(4, 3), words(2, 3), words(5)], whole=False)
    yield "stringLookup of a vector", one("stringLookup", {"outputMode": "tf_idf"}, [words(3, 4)], words(30))
    for more in [{}, {"maskToken": ""}, {"oovToken": "?", "numOovIndices": 2}]:
        options = {"vocabulary": vocabulary, "invert": True, **more}
        yield named("stringLookup", options), one("stringLookup", options, [integers(-2, 10, 4, 5), integers(0, 3, 4)])


TEXTS = [
    "The quick, brown FOX!", "jumps over  the lazy dog", "", "dog-dog dog's", "ÉCOLE école 火\u3000火 😀", "a\tb\nc\u00a0d",
    "the the the fox", "!?", "over", "Brown [fox] {over} ~the~",
]


def texts(*shape):
    return lambda rng: rng.choice(TEXTS, size=shape).tolist()


def text_vectorization():
    vocabulary = ["the", "fox", "dog", "over", "a", "火"]
    for options in [
        {}, {"outputSequenceLength": 3}, {"outputSequenceLength": 9}, {"standardize": None}, {"standardize": "lower"},
        {"standardize": "strip_punctuation"}, {"split": "character", "vocabulary": ["a", "e", "火", " "]},
        {"ngrams": 2, "vocabulary": ["the", "the lazy", "fox", "brown fox"]}, {"outputMode": "multi_hot"}, {"outputMode": "count"},
        {"outputMode": "count", "maxTokens": 12, "padToMaxTokens": True},
        {"outputMode": "tf_idf", "idfWeights": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]},
    ]:
        calls = [TEXTS, texts(3, 1), texts(5)]
        options = {"vocabulary": vocabulary, **options}
        yield named("textVectorization", options), one("textVectorization", options, calls)
    for options in [{"split": None}, {"split": None, "outputMode": "count"}, {"split": None, "standardize": None, "outputSequenceLength": 2}]:
        options = {"vocabulary": vocabulary, **options}
        yield named("textVectorization", options), one("textVectorization", options, [words(4, 3), words(3, 1)])
    for options in [{}, {"maxTokens": 6}, {"ngrams": 3}, {"split": "character", "maxTokens": 20}, {"outputMode": "tf_idf"}, {"outputMode": "tf_idf", "maxTokens": 9}, {"split": None}, {"split": None, "outputMode": "tf_idf"}]:
        calls = [words(2, 4)] if "split" in options and options["split"] is None else [texts(6)]
        yield named("textVectorization of an array", options), one("textVectorization", options, calls, texts(12))
        yield named("textVectorization of batches", options), one("textVectorization", options, calls, [texts(5), texts(4), texts(2)], whole=False)


def hashing():
    for options in [{"numBins": 3}, {"numBins": 1000003}, {"numBins": 7, "salt": 133}, {"numBins": 7, "salt": [133, 137]}, {"numBins": 1}]:
        yield named("hashing of strings", options), one("hashing", options, [words(5, 4), TEXTS, "fire"])
        yield named("hashing of numbers", options), one("hashing", options, [integers(-(2**31), 2**31 - 1, 5, 9), integers(-120, 1200, 40), normal(4, 3)])
    for mode in ["one_hot", "multi_hot", "count"]:
        options = {"numBins": 5, "outputMode": mode}
        yield named("hashing", options), one("hashing", options, [words(4, 3), integers(0, 50, 4, 1), words(6)])
    yield "hashing with a masked string", one("hashing", {"numBins": 4, "maskValue": ""}, [words(4, 6)])
    yield "hashing with a masked number", one("hashing", {"numBins": 4, "maskValue": 3}, [integers(0, 6, 4, 6)])


def cases():
    yield from numeric()
    yield from integer_lookups()
    yield from string_lookups()
    yield from text_vectorization()
    yield from hashing()
