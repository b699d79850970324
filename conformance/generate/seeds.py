"""Generators: first draws of Python's, NumPy's and JAX's, and of keras.random, with and without seeds."""

import random

import jax
import keras
import numpy as np

from .encode import encode


def any_seed(rng):
    return int(rng.choice([0, 1, 2, 7, 42, 2**31 - 1, int(rng.integers(0, 2**32))]))


def python_draws(rng):
    """What unseeded initializers draw: random.randint(1, 10**9)."""
    seeds = [0, 1, 2, 123456789, 2**31, 2**32 - 1, int(rng.integers(0, 2**32))]
    values = []
    for seed in seeds:
        random.seed(seed)
        values.append([random.randint(1, 10**9) for _ in range(20)])
    return {"generator": "python", "seeds": seeds, "values": values}


def numpy_permutations(rng):
    seed = any_seed(rng)
    sizes = [1, 2, 3, 30, 33, 100, 64]
    state = np.random.RandomState(seed)
    return {"generator": "numpyPermutation", "seed": seed, "sizes": sizes, "values": [encode(state.permutation(n)) for n in sizes]}


def numpy_draws(rng):
    seed = any_seed(rng)
    state = np.random.RandomState(seed)
    uniform = state.random_sample(11)
    normal = state.normal(scale=0.1, size=(15,))
    return {"generator": "numpyDraws", "seed": seed, "uniform": encode(uniform), "normal": encode(normal)}


def threefry_bits(rng):
    keys = [[0, 0], [1, 0], [0, 1], [144272510, 0], [int(rng.integers(0, 2**32)), int(rng.integers(0, 2**32))]]
    shapes = [[], [1], [5], [3, 7], [2, 3, 4]]
    values = []
    for key, shape in zip(keys, shapes):
        raw = jax.numpy.asarray(key, dtype="uint32")
        values.append(encode(jax.random.bits(raw, shape, dtype="uint32")))
    return {"generator": "threefry", "keys": keys, "shapes": shapes, "values": values}


DISTRIBUTIONS = [
    ("uniform", {}, True),
    ("uniform", {"minval": -3.0, "maxval": 0.25}, True),
    ("normal", {}, False),
    ("normal", {"mean": 2.0, "stddev": 0.1}, False),
    ("truncated_normal", {}, False),
    ("truncated_normal", {"mean": -1.0, "stddev": 3.0}, False),
]
CAMEL = {"truncated_normal": "truncatedNormal"}


def seeded(name, options, exact):
    def make(rng):
        seed = int(rng.integers(0, 2**31))
        shape = [int(rng.integers(1, 9)), int(rng.integers(1, 40))]
        value = getattr(keras.random, name)(shape, **options, seed=seed)
        return {
            "generator": "random",
            "distribution": CAMEL.get(name, name),
            "options": {**options, "seed": seed},
            "globalSeed": None,
            "shapes": [shape],
            "exact": exact,
            "values": [encode(value)],
        }

    return make


def unseeded(name, options, exact):
    """keras.random without a seed uses the global generator, which counts its draws."""

    def make(rng):
        seed = int(rng.integers(0, 2**31))
        keras.utils.set_random_seed(seed)
        shapes = [[4, 5], [3], [2, 2, 2]]
        values = [getattr(keras.random, name)(shape, **options) for shape in shapes]
        return {
            "generator": "random",
            "distribution": CAMEL.get(name, name),
            "options": options,
            "globalSeed": seed,
            "shapes": shapes,
            "exact": exact,
            "values": [encode(v) for v in values],
        }

    return make


def integers(rng):
    seeds = [int(s) for s in rng.integers(0, 2**31, size=4)]
    bounds = [[0, 10], [-5, 5], [0, 2**30], [7, 8]]
    values = [keras.random.randint([13], low, high, seed=seed) for seed, (low, high) in zip(seeds, bounds)]
    return {"generator": "randint", "seeds": seeds, "bounds": bounds, "values": [encode(v) for v in values]}


def cases():
    yield "random integers", integers
    yield "Python's randint", python_draws
    yield "NumPy's permutations", numpy_permutations
    yield "NumPy's uniform and normal draws", numpy_draws
    yield "threefry bits", threefry_bits
    for name, options, exact in DISTRIBUTIONS:
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{name}{label}, seeded", seeded(name, options, exact)
        yield f"{name}{label}, unseeded", unseeded(name, options, exact)
