"""Attention: what it gives, and what two epochs of two batches make of the weights, with validation, where dropout draws.

An identity Dense before each input shows the gradient by it. Masks come from an Embedding, or by hand as further inputs;
one row is all padding, one has none. One batch size: every other is one more program for JAX to compile.
"""

import numpy as np

from .encode import f32
from .masks import indices
from .program import case

SGD = {"name": "sgd", "learningRate": 0.2}
L1 = {"name": "l1", "l1": 0.02}
L2 = {"name": "l2", "l2": 0.03}
ROWS, BATCH, STEPS, VALUES, WORDS = 6, 3, 5, 4, 7
MASKED = {"layer": "embedding", "inputDim": WORDS, "outputDim": 3, "maskZero": True}


def bools(*shape):
    def draw(rng):
        found = rng.random((ROWS, *shape)) < 0.7
        found[0] = False
        found[1] = True
        return found

    return draw


def shapes(built, name):
    return tuple(built["inputs"][name]["shape"])


def model(built, targets, data=None, floatx="float32", first=(), **compiled):
    """Predicts, trains and looks at the weights. `targets` are shapes of rows by output."""

    def make(rng):
        real = np.float64 if floatx == "float64" else np.float32
        given = {}
        for name in built["inputs"]:
            drawn = (data or {}).get(name)
            given[name] = drawn(rng) if drawn else rng.normal(size=(ROWS, *shapes(built, name))).astype(real)
        names = [f"y{i}" for i in range(len(targets))]
        for name, shape in zip(names, targets):
            given[name] = rng.normal(size=(ROWS, *shape)).astype(real)
        x = list(built["inputs"]) if len(built["inputs"]) > 1 else next(iter(built["inputs"]))
        common = {"x": x, "y": names if len(names) > 1 else names[0]}
        fit = {"do": "fit", **common, "options": {"batchSize": BATCH, "epochs": 2}, "batches": True}
        return {
            "floatx": floatx,
            "graph": built,
            "compile": {"loss": "mse", "optimizer": SGD, **compiled},
            "steps": [
                *first,
                {"do": "getWeights"},
                {"do": "predict", "x": x, "options": {"batchSize": BATCH}},
                {**fit, "validationData": [x, common["y"]]},
                {"do": "getWeights"},
            ],
        }, given

    return case(make)


def identity(width):
    return {"layer": "dense", "units": width, "kernelInitializer": "identity"}


def called(layer, inputs, outputs="out", masks=None, **given):
    """One call of the layer on inputs with a dense layer before each. `masks` are shapes of further inputs."""
    before = {f"d{name}": {"layer": identity(shape[-1]), "of": name} for name, shape in inputs.items()}
    by_hand = {name: {"shape": list(shape), "dtype": "bool"} for name, shape in (masks or {}).items()}
    of = [f"d{name}" for name in (["q", "v", "k"] if len(inputs) > 1 else ["q", "q"]) if name in inputs]
    return {
        "inputs": {**{name: {"shape": list(shape)} for name, shape in inputs.items()}, **by_hand},
        "calls": {**before, "out": {"layer": layer, "of": of, **({"with": given} if given else {})}},
        "outputs": outputs,
    }


def words(layer, calls=None, outputs="out", other=False, **given):
    """On an embedding that masks 0; with `other`, on values from another one."""
    inputs = {"x": {"shape": [STEPS]}, **({"z": {"shape": [STEPS]}} if other else {})}
    made = {"e": {"layer": MASKED, "of": "x"}, **({"f": {"layer": MASKED, "of": "z"}} if other else {})}
    of = ["e", "f" if other else "e"]
    more = calls or {}
    return {"inputs": inputs, "calls": {**made, "out": {"layer": layer, "of": of, **({"with": given} if given else {})}, **more}, "outputs": outputs}


WORD_DATA = {"x": lambda rng: indices(rng)[:ROWS], "z": lambda rng: indices(rng)[:ROWS][::-1].copy()}
SELF = {"q": (STEPS, 3)}
CROSS = {"q": (STEPS, 3), "v": (VALUES, 3)}
KEYED = {"q": (STEPS, 3), "v": (VALUES, 2), "k": (VALUES, 3)}
WIDE = {"q": (STEPS, 3), "v": (VALUES, 3), "k": (VALUES, 4)}
PLANES = {"q": (2, 3, 2)}
EVERY = {
    "kernelInitializer": "he_uniform",
    "biasInitializer": {"name": "randomUniform", "minval": -0.5},
    "kernelRegularizer": L2,
    "biasRegularizer": L1,
    "activityRegularizer": L1,
    "kernelConstraint": {"name": "maxNorm", "maxValue": 0.9},
    "biasConstraint": "non_neg",
}


def plain(name, every=()):
    """Attention without heads."""
    for options in ({}, {"useScale": True}, {"useScale": False}, *every):
        yield f"{name} {options}", model(called({"layer": name, **options}, CROSS), [(STEPS, 3)])
    layer = {"layer": name}
    yield f"{name} of a sequence to itself", model(called(layer, SELF), [(STEPS, 3)])
    yield f"{name} with keys", model(called(layer, KEYED), [(STEPS, 2)])
    yield f"{name} with keys, in float64", model(called(layer, KEYED), [(STEPS, 2)], floatx="float64")
    yield f"{name}, causal", model(called(layer, CROSS, useCausalMask=True), [(STEPS, 3)])
    scores = called({**layer, "activityRegularizer": L1}, KEYED, ["out/0", "out/1"], returnAttentionScores=True)
    yield f"{name} with scores and a penalty", model(scores, [(STEPS, 2), (STEPS, VALUES)])
    for other in (False, True):
        for given in ({}, {"useCausalMask": True}):
            yield f"{name} of masked steps{' to others' if other else ''} {given}", model(
                words(layer, other=other, **given), [(STEPS, 3)], WORD_DATA
            )
    by_hand = {"m": (STEPS,), "n": (VALUES,)}
    draws = {"m": bools(STEPS), "n": bools(VALUES)}
    yield f"{name} with masks by hand", model(called(layer, CROSS, masks=by_hand, mask=["m", "n"]), [(STEPS, 3)], draws)
    yield f"{name} with a mask of values by hand", model(
        called(layer, CROSS, masks={"n": (VALUES,)}, mask=[None, "n"]), [(STEPS, 3)], draws
    )
    dropped = called({**layer, "dropout": 0.4}, CROSS, ["out/0", "out/1"], returnAttentionScores=True)
    yield f"{name} with dropout", model(dropped, [(STEPS, 3), (STEPS, VALUES)])
    yield f"{name} of planes", model(called(layer, PLANES), [(2, 3, 2)])


def heads(name, needed, every=()):
    """Attention of several heads; `needed` are its widths and counts."""
    layer = {"layer": name, **needed}
    output = [(STEPS, 3)]
    for options in (
        {},
        {"useBias": False},
        {"useGate": True},
        {"slidingWindow": 2, "flashAttention": None},
        {**EVERY, "useGate": True},
        {"kernelInitializer": {"name": "glorotUniform", "seed": 4}},
        {"kernelInitializer": "truncated_normal", "biasInitializer": "random_uniform"},
        *every,
    ):
        yield f"{name} {options}", model(called({**layer, **options}, CROSS), output)
    yield f"{name} of a sequence to itself", model(called(layer, SELF), output)
    yield f"{name} with wide keys", model(called(layer, WIDE), output)
    yield f"{name} with wide keys, in float64", model(called(layer, WIDE), output, floatx="float64")
    # Before it is built, freezing a layer leaves Keras's to train the projections that it makes then.
    frozen = called({**layer, "activityRegularizer": L1, "kernelRegularizer": L2}, CROSS)
    freeze = [{"do": "setTrainable", "layer": 4, "value": False}, {"do": "compile"}]
    yield f"{name} frozen", model(frozen, output, first=freeze)
    for options in ({}, {"slidingWindow": 2}, {"dropout": 0.3}):
        yield f"{name} {options}, causal", model(called({**layer, **options}, CROSS, useCausalMask=True), output)
    scores = lambda **options: called({**layer, **options}, SELF, ["out/0", "out/1"], returnAttentionScores=True)
    both = [(STEPS, 3), (needed.get("numHeads") or needed["numQueryHeads"], STEPS, STEPS)]
    yield f"{name} with scores", model(scores(), both)
    yield f"{name} with scores, in float64", model(scores(), both, floatx="float64")
    # Keras's scores have their mask with them, which fits no loss.
    yield f"{name} with scores and all options", model(scores(**EVERY, useGate=True), both)
    for options in ({"dropout": 0.4, "seed": 3}, {"dropout": 0.2, **EVERY}):
        yield f"{name} {options}", model(called({**layer, **options}, CROSS), output)
    yield f"{name} with scores {{'dropout': 0.4}}", model(scores(dropout=0.4), both)
    for other, options, given in (
        (False, {}, {}),
        (True, {}, {}),
        (True, {}, {"useCausalMask": True}),
        (False, {"dropout": 0.3}, {}),
        (True, {"slidingWindow": 2}, {}),
    ):
        yield f"{name} {options} of masked steps{' to others' if other else ''} {given}", model(
            words({**layer, **options}, other=other, **given), output, WORD_DATA
        )
    draws = {"n": bools(VALUES), "p": bools(STEPS, VALUES), "h": bools(1, STEPS, VALUES), "m": bools(STEPS)}
    for given, masks in (
        ({"valueMask": "n"}, {"n": (VALUES,)}),
        ({"keyMask": "n", "attentionMask": "p"}, {"n": (VALUES,), "p": (STEPS, VALUES)}),
        ({"attentionMask": "p", "useCausalMask": True}, {"p": (STEPS, VALUES)}),
        ({"attentionMask": "h"}, {"h": (1, STEPS, VALUES)}),
        ({"queryMask": "m"}, {"m": (STEPS,)}),
    ):
        for options in ({}, {"dropout": 0.3}) if "attentionMask" in given else ({},):
            yield f"{name} {options} with masks by hand {given}", model(
                called({**layer, **options}, CROSS, masks=masks, **given), output, draws
            )
    # What the layer leaves of the mask of its input: a second one on it, and the loss of its output.
    again = {"again": {"layer": layer, "of": ["e", "e"]}, "h": {"layer": {"layer": "dense", "units": 2}, "of": "e"}}
    yield f"{name} twice on masked steps", model(
        words(layer, again, ["out", "again", "h"]), [(STEPS, 3), (STEPS, 3), (STEPS, 2)], WORD_DATA
    )
    residual = {"sum": {"layer": {"layer": "add"}, "of": ["e", "out"]}, "n": {"layer": {"layer": "layerNormalization"}, "of": "sum"}}
    yield f"{name} beside its masked input", model(words(layer, residual, "n"), output, WORD_DATA)
    # Layers whose call takes a mask find the one that was there when the graph was written.
    norm = lambda of: {"layer": {"layer": "batchNormalization"}, "of": of}
    blocks = {**residual, "second": {"layer": layer, "of": ["n", "n"]}, "t": {"layer": {"layer": "add"}, "of": ["n", "second"]}}
    yield f"{name} in two blocks on masked steps, in float64", model(
        words(layer, {**blocks, "a": norm("e"), "b": norm("t"), "c": {"layer": {"layer": "add"}, "of": ["a", "b"]}}, "c"), output, WORD_DATA, floatx="float64"
    )
    shared = {"again": {"use": "out", "of": ["out", "e"]}}
    yield f"{name} called again", model({**words({**layer, "activityRegularizer": L1}, shared, "again"), "within": True}, output, WORD_DATA)


def axes(name, needed):
    layer = {"layer": name, **needed}
    for along in (1, [2], -2, None):
        for given in ({}, {"returnAttentionScores": True}) if along == [2] else ({},):
            outputs, targets = "out", [(2, 3, 2)]
            if given:
                outputs, targets = ["out/0"], [(2, 3, 2)]
            yield f"{name} of planes along {along} {given}", model(
                called({**layer, "attentionAxes": along}, PLANES, outputs, **given), targets
            )
    masks = {"p": (2, 3, 3)}
    yield f"{name} of planes along 2 with a mask by hand", model(
        called({**layer, "attentionAxes": 2}, PLANES, masks=masks, attentionMask="p"), [(2, 3, 2)], {"p": bools(2, 3, 3)}
    )
    for shape, made in ((4, (STEPS, 4)), ([2, 3], (STEPS, 2, 3))):
        yield f"{name} to {shape}", model(called({**layer, "outputShape": shape}, CROSS), [made])


def cases():
    yield from plain("attention", [{"scoreMode": "concat"}, {"scoreMode": "concat", "useScale": True}])
    yield from plain("additiveAttention")
    widths = {"numHeads": 2, "keyDim": 3}
    # Values of another width than keys Keras on JAX can't take where it needs no scores.
    narrow = {"valueDim": 2, "dropout": 0.2}
    yield from heads("multiHeadAttention", widths, [narrow, {**narrow, "useGate": True}])
    yield from axes("multiHeadAttention", widths)
    yield from heads("groupQueryAttention", {"headDim": 3, "numQueryHeads": 4, "numKeyValueHeads": 2}, [{"numKeyValueHeads": 1}, {"numKeyValueHeads": 4}])
