"""Initializers: values with a seed, and without one after set_random_seed, in shapes of every rank."""

import keras

from .encode import encode

# name, class, arguments under tacet's names
KINDS = [
    ("zeros", "Zeros", {}),
    ("ones", "Ones", {}),
    ("constant", "Constant", {"value": 0.3}),
    ("identity", "Identity", {}),
    ("identity", "Identity", {"gain": 2.0}),
    ("glorotUniform", "GlorotUniform", {}),
    ("glorotNormal", "GlorotNormal", {}),
    ("heUniform", "HeUniform", {}),
    ("heNormal", "HeNormal", {}),
    ("lecunUniform", "LecunUniform", {}),
    ("lecunNormal", "LecunNormal", {}),
    ("randomUniform", "RandomUniform", {}),
    ("randomUniform", "RandomUniform", {"minval": -2.0, "maxval": 0.5}),
    ("randomNormal", "RandomNormal", {}),
    ("randomNormal", "RandomNormal", {"mean": 1.0, "stddev": 0.5}),
    ("truncatedNormal", "TruncatedNormal", {}),
    ("truncatedNormal", "TruncatedNormal", {"mean": -1.0, "stddev": 2.0}),
    ("varianceScaling", "VarianceScaling", {}),
    ("varianceScaling", "VarianceScaling", {"scale": 2.0, "mode": "fanOut", "distribution": "uniform"}),
    ("varianceScaling", "VarianceScaling", {"scale": 0.5, "mode": "fanAvg", "distribution": "untruncatedNormal"}),
    ("varianceScaling", "VarianceScaling", {"mode": "fanAvg", "inputAxes": [1], "outputAxes": [0, -1]}),
    ("varianceScaling", "VarianceScaling", {"scale": 3.0, "distribution": "normal"}),
    ("glorotUniform", "GlorotUniform", {"inputAxes": [0], "outputAxes": [1]}),
    ("heNormal", "HeNormal", {"inputAxes": [0, 1], "outputAxes": [1]}),
    ("constant", "Constant", {}),
    ("constant", "Constant", {"value": -2.0}),
    ("constant", "Constant", {"value": [0.5, -1.0, 2.0, 0.1, 0.7]}),
    ("orthogonal", "Orthogonal", {"gain": 0.0}),
    ("orthogonal", "Orthogonal", {}),
    ("orthogonal", "Orthogonal", {"gain": 1.5}),
]
KEYS = {"inputAxes": "input_axes", "outputAxes": "output_axes"}
VALUES = {"fanOut": "fan_out", "fanAvg": "fan_avg", "untruncatedNormal": "untruncated_normal"}
SHAPES = [(2, 50), (33, 7), (3, 3, 2, 5), (4, 3, 6), (9,), ()]
CONSTANT = ("zeros", "ones", "constant", "identity")
UNIFORM = ("glorotUniform", "heUniform", "lecunUniform", "randomUniform", *CONSTANT)


def case(name, kind, options, shapes, seeded):
    def make(rng):
        seed = int(rng.integers(1, 10**9))
        keywords = {KEYS.get(k, k): v if isinstance(v, list) else VALUES.get(v, v) for k, v in options.items()}
        if name in CONSTANT:
            make_one, extra = getattr(keras.initializers, kind), {}
        elif seeded:
            make_one, extra = getattr(keras.initializers, kind), {"seed": seed}
        else:
            keras.utils.set_random_seed(seed)
            make_one, extra = getattr(keras.initializers, kind), {}
        # One instance a shape, in order: unseeded ones each draw their seed when constructed.
        values = [make_one(**keywords, **extra)(shape) for shape in shapes]
        exact = name in UNIFORM or options.get("distribution") == "uniform"
        return {
            "initializer": name,
            "options": {**options, **extra},
            "globalSeed": None if seeded else seed,
            "shapes": [list(s) for s in shapes],
            "exact": exact,
            "values": [encode(v) for v in values],
        }

    return make


def shared(rng):
    """One instance, called twice, gives the same values; a constant between draws nothing."""
    seed = int(rng.integers(1, 10**9))
    keras.utils.set_random_seed(seed)
    first = keras.initializers.GlorotUniform()
    keras.initializers.Zeros()
    second = keras.initializers.HeUniform()
    values = [first((4, 5)), first((4, 5)), second((4, 5)), first((2, 3))]
    return {"shared": True, "globalSeed": seed, "values": [encode(v) for v in values]}


def cases():
    for name, kind, options in KINDS:
        ranks = {"orthogonal": (2, 3, 4), "identity": (2,)}.get(name, range(2, 5) if "inputAxes" in options else range(5))
        shapes = [s for s in SHAPES if len(s) in ranks]
        if isinstance(options.get("value"), list):
            shapes = [(5,), (3, 5)]
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{name}{label}, seeded", case(name, kind, options, shapes, True)
        if name not in CONSTANT:
            yield f"{name}{label}, unseeded", case(name, kind, options, shapes[:3], False)
    yield "shared instance", shared
