"""How what Keras's tests use is written as JSON: arrays as nested lists, objects by tacet's names and their options."""

import re

import numpy as np


class Unspeakable(Exception):
    """What JSON cannot say; its text is the reason that documentation gives."""


def camel(name):
    """from_logits is fromLogits, beta_1 beta1."""
    return re.sub("_+([a-z0-9])", lambda m: m[1].upper(), name)


def number(value):
    """A number in as few digits as its type needs."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if not np.isfinite(value):
        return str(float(value))
    short = float(str(np.float32(value))) if isinstance(value, np.float32) else float(value)
    return int(short) if short.is_integer() and abs(short) < 2**53 and not (short == 0 and np.signbit(short)) else short


# Functions of the tests' own that the runner has too.
OWN_FUNCTIONS = ("mse",)
# How policies begin that quantize.
QUANTIZED = ("int8", "int4", "float8", "gptq", "awq")
HALF = ("float16", "bfloat16", "mixed_float16", "mixed_bfloat16")
# Larger arrays are random ones, of which a smaller one says as much.
LARGEST = 768


def numpy(value):
    """An array of whatever a test hands over; never a view."""
    if type(value).__name__ == "KerasTensor":
        raise Unspeakable("symbolic tensors")
    if hasattr(value, "todense"):
        raise Unspeakable("sparse tensors")
    if isinstance(value, (list, tuple)):
        value = [numpy(e) for e in value]
    found = np.array(value.value if hasattr(value, "value") and hasattr(value, "assign") else value)
    if found.dtype.kind not in "fiub" and found.dtype.name != "bfloat16":
        raise Unspeakable("strings" if found.dtype.kind in "US" else f"{found.dtype} arrays")
    return found


def lists(found):
    return number(found[()]) if found.ndim == 0 else [lists(e) for e in found]


def array(value):
    """Nested lists where they tell shape and type (float32), else {dtype, shape, data}."""
    found = numpy(value)
    if found.size > LARGEST:
        raise Unspeakable(f"arrays of more than {LARGEST} numbers")
    kind = found.dtype.name
    if kind in ("float16", "bfloat16"):
        raise Unspeakable("half precision")
    named = {"float64": "float64", "float32": "float32", "bool": "bool"}.get(kind, "int32")
    if named == "float32" and found.size:
        return lists(found)
    if found.size == 0:
        return {"dtype": named, "shape": list(found.shape), "data": []}
    return {"dtype": named, "data": lists(found)}


def option(value, made):
    """An option: plain JSON, a function's name, or an object that was seen being made (`made` finds its spec)."""
    if isinstance(value, str) and value in HALF:
        raise Unspeakable("half precision")
    if isinstance(value, str) and value.startswith(QUANTIZED):
        raise Unspeakable("quantization")
    if value is None or isinstance(value, (bool, int, float, str, np.generic)):
        return number(value) if isinstance(value, (float, np.generic)) else value
    spec = made(value)
    if spec is not None:
        return spec
    if isinstance(value, (list, tuple)):
        return [option(e, made) for e in value]
    if isinstance(value, dict) and {"class_name", "config"} <= value.keys():
        # What a configuration holds of an object.
        config = {camel(k): option(v, made) for k, v in value["config"].items()}
        name = config.pop("name", None)
        return name if value["class_name"] == "DTypePolicy" else {"name": value["class_name"], **config}
    if isinstance(value, dict):
        return {str(k): option(v, made) for k, v in value.items()}
    if type(value).__name__ == "DTypePolicy":
        return value.name
    module = getattr(value, "__module__", "")
    if callable(value) and (module.startswith("keras.src.activations") or (module.endswith("_test") and value.__name__ in OWN_FUNCTIONS)):
        return value.__name__
    if isinstance(value, np.ndarray):
        return array(value)
    raise Unspeakable("Python functions" if callable(value) else f"options of type {type(value).__name__}")
