"""Constraints: what a weight becomes, of lengths 0, at the bounds and beyond them; each in float64 too."""

import contextlib

import keras
import numpy as np

from .double import double
from .encode import encode, f32
from .program import CONSTRAINTS, keywords

VARIANTS = [
    {"name": "nonNeg"},
    {"name": "unitNorm"},
    {"name": "unitNorm", "axis": 1},
    {"name": "unitNorm", "axis": [0, 1]},
    {"name": "maxNorm"},
    {"name": "maxNorm", "maxValue": 0.7},
    {"name": "maxNorm", "maxValue": 0.0},
    {"name": "maxNorm", "maxValue": 1.5, "axis": -1},
    {"name": "minMaxNorm"},
    {"name": "minMaxNorm", "minValue": 0.5, "maxValue": 2.0},
    {"name": "minMaxNorm", "minValue": 0.5, "rate": 0.3},
    {"name": "minMaxNorm", "minValue": 1.0, "rate": 0.0, "axis": 1},
    {"name": "minMaxNorm", "minValue": 0.2, "maxValue": 3.0, "axis": [0, 1]},
]
SHAPES = [(5, 4), (3, 2, 3), (6, 6)]


def case(spec, shape, dtype):
    def make(rng):
        constraint = CONSTRAINTS[spec["name"].lower()](**{k: tuple(v) if isinstance(v, list) else v for k, v in keywords(spec).items()})
        w = f32(rng.normal(size=shape))
        w[..., 0] = 0
        w[0, ..., 0] = -0.0
        w[..., 1] = np.eye(shape[0])[0].reshape(-1, *[1] * (len(shape) - 2))
        w[..., -1] *= 1e-8
        with double() if dtype == "float64" else contextlib.nullcontext():
            w = w.astype(dtype)
            value = encode(constraint(w))
        return {"constraint": spec["name"], "options": {k: v for k, v in spec.items() if k != "name"}, "x": encode(w), "value": value}

    return make


def cases():
    for index, spec in enumerate(VARIANTS):
        label = " ".join(f"{v}" if k == "name" else f"{k}={v}" for k, v in spec.items())
        for dtype in ("float32", "float64"):
            yield f"{label}, {dtype}", case(spec, SHAPES[index % 3], dtype)
