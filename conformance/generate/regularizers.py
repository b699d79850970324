"""Regularizers: value and gradient, zeros (where d|x| is +1) and negative zeros included. Keras has no KL sparsity; the
reference is its KL divergence of the pair (p, 1 - p) from (target, 1 - target), for the mean p of each unit."""

import contextlib

import jax
import keras
import numpy as np

from .double import double
from .encode import encode, f32

CLASSES = {"l1": "L1", "l2": "L2", "l1l2": "L1L2", "orthogonalRegularizer": "OrthogonalRegularizer"}
VARIANTS = [
    ("l1", {}),
    ("l1", {"l1": 0.1}),
    ("l1", {"l1": 0.0}),
    ("l2", {}),
    ("l2", {"l2": 0.3}),
    ("l1l2", {}),
    ("l1l2", {"l1": 0.1, "l2": 0.2}),
    ("l1l2", {"l1": 0.1}),
    ("l1l2", {"l2": 0.1}),
]


KL_VARIANTS = [
    ({}, (8, 5)),
    ({"target": 0.2, "weight": 0.5}, (1, 4)),
    ({"target": 0.9, "weight": 3.0}, (3, 4, 6)),
]


def kl_sparsity(target=0.05, weight=0.01):
    def penalty(x):
        p = keras.ops.mean(x, axis=tuple(range(x.ndim - 1)))
        pair = lambda share: keras.ops.stack([share, 1.0 - share], axis=-1)
        return weight * keras.ops.sum(keras.losses.kl_divergence(pair(target * keras.ops.ones_like(p)), pair(p)))

    return penalty


def kl_case(options, shape):
    def make(rng):
        penalty = kl_sparsity(**options)
        x = f32(rng.uniform(0.01, 0.99, size=shape))
        value, gradient = jax.value_and_grad(penalty)(x)
        return {"regularizer": "klSparsity", "options": options, "x": encode(x), "value": encode(f32(value)), "gradient": encode(gradient)}

    return make


def case(name, options, shape, dtype="float32"):
    def make(rng):
        with double() if dtype == "float64" else contextlib.nullcontext():
            instance = getattr(keras.regularizers, CLASSES[name])(**options)
            x = f32(rng.normal(size=shape)).astype(dtype)
            x.reshape(-1)[:3] = [0.0, -0.0, 1e-30]
            # As tensors: of NumPy arrays Keras normalizes along another axis than it was told.
            value = np.asarray(instance(keras.ops.convert_to_tensor(x)))
            gradient = jax.grad(lambda t: keras.ops.convert_to_tensor(instance(t)) + 0.0 * t.sum())(x)
            return {"regularizer": name, "options": options, "x": encode(x), "value": encode(value.astype(dtype)), "gradient": encode(gradient)}

    return make


def cases():
    for index, (name, options) in enumerate(VARIANTS):
        shape = [(5, 7), (64,), (2, 3, 4)][index % 3]
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{name}{label}", case(name, options, shape)
    for options in ({}, {"factor": 0.5}, {"factor": 2.0, "mode": "columns"}, {"factor": 0.0, "mode": "rows"}):
        for shape in ((5, 4), (3, 8), (1, 3)):
            yield f"orthogonalRegularizer {options} of {shape}", case("orthogonalRegularizer", options, shape)
        yield f"orthogonalRegularizer {options}, float64", case("orthogonalRegularizer", options, (5, 4), "float64")
    for name, options in VARIANTS:
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{name}{label}, float64", case(name, options, (5, 7), "float64")
    for options, shape in KL_VARIANTS:
        yield f"klSparsity {options} of {len(shape)} axes", kl_case(options, shape)
