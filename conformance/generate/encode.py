"""Arrays as compact, exact JSON: little-endian bytes in base64, beside their dtype and shape."""

import base64

import numpy as np

DTYPES = {"float32": "<f4", "float64": "<f8", "int32": "<i4", "uint32": "<u4", "bool": "u1"}


def encode(value):
    """The JSON form of an array; int64 (Python's integers) narrows to int32, which must hold it."""
    array = np.asarray(value)
    if array.dtype == np.int64:
        if array.size and not (-(2**31) <= array.min() and array.max() < 2**31):
            raise ValueError("an integer does not fit into int32")
        array = array.astype(np.int32)
    name = str(array.dtype)
    data = np.ascontiguousarray(array).astype(DTYPES[name])
    return {"dtype": name, "shape": list(array.shape), "data": base64.b64encode(data.tobytes()).decode()}


def decode(value):
    """The array that `encode` wrote."""
    data = np.frombuffer(base64.b64decode(value["data"]), DTYPES[value["dtype"]])
    return data.astype(value["dtype"]).reshape(value["shape"])


def f32(values):
    return np.asarray(values, dtype=np.float32)
