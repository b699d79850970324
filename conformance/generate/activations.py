"""Activations: value and gradient, on their kinks, in their tails and between; each in float64 too."""

import contextlib

import jax
import keras
import numpy as np

from .double import double
from .encode import encode, f32

KINKS = [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 0.5, -0.5, 1e-8, -1e-8, 20.0, -20.0, 88.0, -88.0, 104.0, -104.0]

# activation, Keras's arguments under tacet's names
VARIANTS = [
    ("linear", {}),
    ("relu", {}),
    ("relu", {"negativeSlope": 0.2}),
    ("relu", {"maxValue": 6.0}),
    ("relu", {"threshold": 0.5}),
    ("relu", {"negativeSlope": 0.1, "maxValue": 3.0, "threshold": 1.0}),
    ("sigmoid", {}),
    ("tanh", {}),
    ("softmax", {}),
    ("softmax", {"axis": 0}),
    ("gelu", {}),
    ("gelu", {"approximate": True}),
    ("relu", {"negativeSlope": 0.2, "maxValue": 6.0}),
    ("relu", {"maxValue": 6.0, "threshold": -0.5}),
    ("relu", {"negativeSlope": -0.3, "threshold": -1.0}),
    ("relu6", {}),
    ("leakyRelu", {}),
    ("leakyRelu", {"negativeSlope": 0.0}),
    ("leakyRelu", {"negativeSlope": 1.5}),
    ("elu", {}),
    ("elu", {"alpha": 0.3}),
    ("elu", {"alpha": 0.0}),
    ("selu", {}),
    ("exponential", {}),
    ("softplus", {}),
    ("softsign", {}),
    ("silu", {}),
    ("swish", {}),
    ("mish", {}),
    ("logSigmoid", {}),
    ("hardSigmoid", {}),
    ("logSoftmax", {}),
    ("logSoftmax", {"axis": 0}),
    ("celu", {}),
    ("celu", {"alpha": 0.4}),
    ("glu", {}),
    ("glu", {"axis": 0}),
    ("hardShrink", {}),
    ("hardShrink", {"threshold": 1.0}),
    ("hardSilu", {}),
    ("hardSwish", {}),
    ("hardTanh", {}),
    ("softShrink", {}),
    ("softShrink", {"threshold": 1.0}),
    ("sparsePlus", {}),
    ("sparseSigmoid", {}),
    ("sparsemax", {}),
    ("sparsemax", {"axis": 0}),
    ("squareplus", {}),
    ("squareplus", {"b": 0.2}),
    ("tanhShrink", {}),
    ("threshold", {"threshold": 0.5, "defaultValue": -2.0}),
]


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def case(activation, options, dtype="float32"):
    def make(rng):
        function = getattr(keras.activations, snake(activation))
        keywords = {snake(k): v for k, v in options.items()}
        normal = rng.normal(size=4 * 16).astype(np.float32) * 3
        x = f32([*KINKS, *normal[: 64 - len(KINKS)]]).reshape(4, 16)
        if activation == "exponential":
            x = np.clip(x, -104, 80)
        if activation in ("softmax", "logSoftmax", "sparsemax"):
            x = np.clip(x, -30, 30)
            x[1] = 2.0  # ties
        if options.get("approximate"):
            # Between 2 and 6, one minus the square of a tanh near 1 leaves Keras's own gradient 3.5e-6 off.
            x = np.where((np.abs(x) > 2) & (np.abs(x) < 6.5), f32(np.sign(x)), x)
        cotangent = f32(rng.normal(size=function(x, **keywords).shape)).astype(dtype)
        x = x.astype(dtype)
        with double() if dtype == "float64" else contextlib.nullcontext():
            value, pullback = jax.vjp(lambda t: function(t, **keywords), x)
            (gradient,) = pullback(cotangent)
        return {
            "activation": activation,
            "options": options,
            "x": encode(x),
            "cotangent": encode(cotangent),
            "value": encode(value),
            "gradient": encode(gradient),
        }

    return make


def cases():
    for activation, options in VARIANTS:
        label = "".join(f" {k}={v}" for k, v in options.items())
        yield f"{activation}{label}", case(activation, options)
        yield f"{activation}{label}, float64", case(activation, options, "float64")
