"""Keras on JAX in float64, for a while."""

import contextlib

import jax
from keras.src.backend.common import dtypes


@contextlib.contextmanager
def double():
    """JAX keeps float64 inside; and Keras, which takes means of float64 in float32 whatever JAX is told, does too."""
    narrowed = dtypes.BIT64_TO_BIT32_DTYPE.pop("float64")
    try:
        with jax.enable_x64(True):
            yield
    finally:
        dtypes.BIT64_TO_BIT32_DTYPE["float64"] = narrowed
