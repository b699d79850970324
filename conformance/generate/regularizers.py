"""Regularizers: value and gradient, zeros (where d|x| is +1) and negative zeros included."""

import jax
import keras

from .encode import encode, f32

CLASSES = {"l1": "L1", "l2": "L2", "l1l2": "L1L2"}
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


def case(name, options, shape):
    def make(rng):
        instance = getattr(keras.regularizers, CLASSES[name])(**options)
        x = f32(rng.normal(size=shape))
        x.reshape(-1)[:3] = [0.0, -0.0, 1e-30]
        value = instance(x)
        gradient = jax.grad(lambda t: keras.ops.convert_to_tensor(instance(t)) + 0.0 * t.sum())(x)
        return {"regularizer": name, "options": options, "x": encode(x), "value": encode(f32(value)), "gradient": encode(gradient)}

    return make


def cases():
    for index, (name, options) in enumerate(VARIANTS):
        shape = [(5, 7), (64,), (2, 3, 4)][index % 3]
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{name}{label}", case(name, options, shape)
