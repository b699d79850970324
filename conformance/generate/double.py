"""Keras on JAX in float64, for a while."""

import contextlib
import inspect

import jax
from jax._src.nn import functions
from keras.src.backend.common import dtypes


def wide_attention():
    """JAX's dot_product_attention with its softmax in the type of the scores, not always in float32."""
    source = inspect.getsource(functions._dot_product_attention_core)
    narrow = "padded_logits.astype(np.float32)"
    if source.count(narrow) != 1:
        raise RuntimeError("JAX's dot_product_attention is written otherwise")
    scope = dict(vars(functions))
    exec(source.replace(narrow, "padded_logits.astype(logits_dtype)"), scope)
    return scope["_dot_product_attention_core"]


def widen():
    """
    "To be aligned with JAX's default behavior", Keras takes means of float64 and much else in float32, whatever JAX is
    told; aligned with JAX as it runs here, it computes in the type that it was given.
    """
    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64", None)
    functions._dot_product_attention_core = wide_attention()


@contextlib.contextmanager
def double():
    """JAX keeps float64 inside, and Keras does too."""
    rule, narrow = dict(dtypes.BIT64_TO_BIT32_DTYPE), functions._dot_product_attention_core
    try:
        widen()
        with jax.enable_x64(True):
            yield
    finally:
        dtypes.BIT64_TO_BIT32_DTYPE.update(rule)
        functions._dot_product_attention_core = narrow
