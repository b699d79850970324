"""Ops: values, shapes, types and gradients, each on several shapes, at ties, kinks and ends.

A case is the name of an op, and its arguments in order as tacet takes them: arrays, lists of arrays, numbers, names.
The gradients are those of the sum of all float results, each weighted by its cotangent, by every float array.
"""

import jax
import keras
import numpy as np
from keras import ops

from .encode import encode, f32


class Draw:
    """An array that is drawn when the case is made."""

    def __init__(self, make):
        self.make = make


def normal(*shape, scale=1.0):
    return Draw(lambda rng: f32(rng.normal(size=shape) * scale))


def uniform(low, high, *shape):
    return Draw(lambda rng: f32(rng.uniform(low, high, size=shape)))


def integers(low, high, *shape, dtype="int32"):
    return Draw(lambda rng: rng.integers(low, high, size=shape).astype(dtype))


def bools(*shape):
    return Draw(lambda rng: rng.uniform(size=shape) < 0.5)


def distinct(*shape):
    """No two elements alike, nor close."""
    return Draw(lambda rng: f32(rng.permutation(int(np.prod(shape))).reshape(shape) / 4 - 2))


def definite(*shape):
    """Symmetric positive definite matrices, well conditioned."""

    def make(rng):
        a = rng.normal(size=shape) / np.sqrt(shape[-1])
        return f32(a @ np.swapaxes(a, -1, -2) + np.eye(shape[-1]))

    return Draw(make)


def conditioned(*shape):
    """Square matrices far from singular ones, whose pivots are not on the diagonal."""
    return Draw(lambda rng: f32(np.roll(rng.normal(size=shape) * 0.3 + 2 * np.eye(shape[-1]), 1, axis=-1)))


def fixed(values, dtype="float32"):
    return Draw(lambda rng: np.asarray(values, dtype=dtype))


NAN, INF = float("nan"), float("inf")
SPECIAL = fixed([[0.0, -0.0, 1.0, -1.0, INF], [-INF, NAN, 2.5, -2.5, 0.5], [3.0, -3.0, 6.0, -0.5, 1e-8]])
TIES = fixed([[1.0, 3.0, 3.0, 2.0, -1.0, 3.0], [0.0, 0.0, -2.0, 0.0, 5.0, 5.0]])
HOLES = fixed([[1.0, NAN, 3.0, 2.0], [NAN, NAN, 5.0, -1.0], [4.0, 0.5, NAN, NAN]])

# Functions of one array, and where they are sampled: (low, high), beside the special points where True.
UNARY = {
    "negative": (-3, 3, True),
    "abs": (-3, 3, False),
    "absolute": (-3, 3, False),
    "fabs": (-3, 3, False),
    "sign": (-3, 3, True),
    "square": (-3, 3, False),
    "sqrt": (0.1, 5, False),
    "rsqrt": (0.1, 5, False),
    "reciprocal": (0.3, 5, False),
    "exp": (-5, 3, False),
    "exp2": (-5, 3, False),
    "expm1": (-3, 2, False),
    "log": (0.1, 5, False),
    "log1p": (-0.8, 5, False),
    "log2": (0.1, 5, False),
    "log10": (0.1, 5, False),
    "sin": (-9, 9, False),
    "cos": (-9, 9, False),
    "tan": (-1.2, 1.2, False),
    "arcsin": (-0.9, 0.9, False),
    "arccos": (-0.9, 0.9, False),
    "arctan": (-5, 5, False),
    "sinh": (-2, 2, False),
    "cosh": (-2, 2, False),
    "tanh": (-3, 3, False),
    "arcsinh": (-5, 5, False),
    "arccosh": (1.2, 5, False),
    "arctanh": (-0.9, 0.9, False),
    "sinc": (-3, 3, False),
    "cbrt": (0.1, 5, False),
    "deg2rad": (-300, 300, False),
    "rad2deg": (-3, 3, False),
    "erf": (-3, 3, False),
    "erfinv": (-0.9, 0.9, False),
    "floor": (-3, 3, False),
    "ceil": (-3, 3, False),
    "trunc": (-3, 3, False),
    "round": (-3, 3, False),
    "isnan": (-3, 3, True),
    "isfinite": (-3, 3, True),
    "isinf": (-3, 3, True),
    "isneginf": (-3, 3, True),
    "isposinf": (-3, 3, True),
    "isreal": (-3, 3, False),
    "signbit": (-3, 3, False),
    "real": (-3, 3, False),
    "imag": (-3, 3, False),
    "conj": (-3, 3, False),
    "conjugate": (-3, 3, False),
    "angle": (-3, 3, False),
    "relu": (-3, 3, True),
    "relu6": (-3, 9, True),
    "sigmoid": (-5, 5, False),
    "log_sigmoid": (-5, 5, False),
    "softplus": (-5, 5, False),
    "softsign": (-3, 3, False),
    "silu": (-5, 5, False),
    "swish": (-5, 5, False),
    "hard_sigmoid": (-5, 5, False),
    "hard_silu": (-5, 5, False),
    "hard_swish": (-5, 5, False),
    "hard_tanh": (-2, 2, False),
    "tanh_shrink": (-2, 2, False),
    "selu": (-3, 3, False),
    "sparse_plus": (-3, 3, False),
    "sparse_sigmoid": (-3, 3, False),
    "logical_not": (-3, 3, False),
    "copy": (-3, 3, False),
    "ravel": (-3, 3, False),
    "stop_gradient": (-3, 3, False),
    "flipud": (-3, 3, False),
    "fliplr": (-3, 3, False),
    "zeros_like": (-3, 3, False),
    "ones_like": (-3, 3, False),
}
# Activations at the ends of their pieces.
EDGES = ["hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "sparse_plus", "sparse_sigmoid", "elu"]
EDGES += ["celu", "leaky_relu", "selu", "relu6"]

# Functions of two arrays: where each is sampled.
BINARY = {
    "add": ((-3, 3), (-3, 3)),
    "subtract": ((-3, 3), (-3, 3)),
    "multiply": ((-3, 3), (-3, 3)),
    "divide": ((-3, 3), (0.5, 3)),
    "true_divide": ((-3, 3), (0.5, 3)),
    "divide_no_nan": ((-3, 3), (0.5, 3)),
    "floor_divide": ((-9, 9), (0.5, 3)),
    "mod": ((-9, 9), (0.5, 3)),
    "fmod": ((-9, 9), (0.5, 3)),
    "power": ((0.3, 3), (-2, 2)),
    "maximum": ((-3, 3), (-3, 3)),
    "minimum": ((-3, 3), (-3, 3)),
    "fmax": ((-3, 3), (-3, 3)),
    "fmin": ((-3, 3), (-3, 3)),
    "arctan2": ((-3, 3), (-3, 3)),
    "hypot": ((-3, 3), (-3, 3)),
    "logaddexp": ((-3, 3), (-3, 3)),
    "logaddexp2": ((-3, 3), (-3, 3)),
    "heaviside": ((-3, 3), (-3, 3)),
    "equal": ((-3, 3), (-3, 3)),
    "not_equal": ((-3, 3), (-3, 3)),
    "less": ((-3, 3), (-3, 3)),
    "less_equal": ((-3, 3), (-3, 3)),
    "greater": ((-3, 3), (-3, 3)),
    "greater_equal": ((-3, 3), (-3, 3)),
    "logical_and": ((-3, 3), (-3, 3)),
    "logical_or": ((-3, 3), (-3, 3)),
    "logical_xor": ((-3, 3), (-3, 3)),
}
INTEGER = ["add", "multiply", "floor_divide", "mod", "maximum", "divide", "equal", "less", "gcd", "lcm"]
INTEGER += ["bitwise_and", "bitwise_or", "bitwise_xor"]
SHIFTS = ["left_shift", "right_shift", "bitwise_left_shift", "bitwise_right_shift"]
REDUCTIONS = ["sum", "prod", "max", "min", "amax", "amin", "mean", "var", "std", "ptp", "median", "logsumexp"]
NAN_REDUCTIONS = ["nansum", "nanprod", "nanmax", "nanmin", "nanmean", "nanvar", "nanstd", "nanmedian"]


def elementwise():
    for name, (low, high, special) in UNARY.items():
        yield name, uniform(low, high, 3, 5)
        if special:
            yield name, SPECIAL
    for name in EDGES:
        yield name, fixed([0.0, 1.0, -1.0, 3.0, -3.0, 0.5, -0.5, 6.0])
    for name, (a, b) in BINARY.items():
        yield name, uniform(*a, 3, 4), uniform(*b, 3, 4)
        yield name, uniform(*a, 2, 1, 4), uniform(*b, 3, 1)
    for name in INTEGER:
        yield name, integers(-9, 9, 3, 4), integers(1, 6, 4)
    for name in SHIFTS:
        yield name, integers(-9, 9, 3, 4), integers(0, 6, 4)
    for name in ["gcd", "lcm"]:
        yield name, integers(0, 9, 12), integers(0, 4, 12)
    for name in ["bitwise_not", "bitwise_invert"]:
        yield name, integers(-9, 9, 7)
    for name in ["maximum", "minimum", "fmax", "fmin", "heaviside", "equal", "less_equal"]:
        yield name, fixed([0.0, 1.0, -2.0, 2.0, NAN]), fixed([0.0, 1.0, 2.0, NAN, 3.0])
    # The slope of |x| at NaN is -1 in JAX and 1 in tacet: either means nothing.
    yield "abs", fixed([0.0, -0.0, INF, -INF, 2.5])
    yield "divide_no_nan", fixed([1.0, 0.0, -2.0]), fixed([0.0, 0.0, 4.0])
    yield "ldexp", normal(6), integers(-3, 4, 6)
    for slope in [0.3]:
        yield "leaky_relu", normal(3, 4), slope
    yield "elu", normal(3, 4), 0.7
    yield "celu", normal(3, 4), 0.7
    yield "gelu", normal(3, 4)
    yield "gelu", normal(3, 4), False
    yield "squareplus", normal(3, 4), 2
    yield "hard_shrink", normal(3, 4), 0.3
    yield "soft_shrink", normal(3, 4), 0.3
    yield "threshold", normal(3, 4), 0.2, -1.0
    for axis in [-1, 0]:
        yield "softmax", normal(3, 4), axis
        yield "log_softmax", normal(3, 4), axis
        yield "sparsemax", normal(3, 5), axis
        yield "glu", normal(4, 6), axis
        yield "normalize", normal(3, 4), axis
    yield "normalize", normal(3, 4), 1, 1
    yield "normalize", normal(3, 4), 1, 3
    yield "clip", normal(3, 4), -0.5, 0.5
    yield "clip", fixed([0.0, 1.0, 2.0, -1.0]), 0, 1
    yield "round", uniform(-300, 300, 6), -1
    yield "round", uniform(-3, 3, 6), 1
    yield "nan_to_num", SPECIAL
    yield "nan_to_num", SPECIAL, 1.0, 9.0, -9.0
    yield "isclose", fixed([1.0, 1.0, INF, NAN, 0.0]), fixed([1.000001, 1.1, INF, NAN, 1e-9])
    yield "isclose", fixed([1.0, NAN]), fixed([1.1, NAN]), 0.2, 0.0, True
    yield "allclose", fixed([1.0, 2.0]), fixed([1.0, 2.00001])
    yield "where", bools(3, 4), normal(3, 4), normal(4)
    yield "cast", uniform(-3, 3, 6), "int32"
    yield "cast", uniform(-3, 3, 6), "bool"
    yield "saturate_cast", fixed([1e12, -1e12, 3.7]), "int32"
    yield "view", normal(5), "int32"


def reductions():
    for name in REDUCTIONS:
        x = normal(2, 3, 4)
        yield name, x
        yield name, x, 1
        yield name, x, [0, -1], True
    for name in ["max", "min"]:
        yield name, TIES, -1
        yield name, TIES, 0, False, 2.5
    for name in NAN_REDUCTIONS:
        yield name, HOLES
        yield name, HOLES, 1
        yield name, HOLES, 0, True
    yield "median", TIES, 1
    yield "prod", fixed([[0.0, 2.0, 3.0], [0.0, 0.0, 1.0]]), 1
    yield "sum", bools(3, 4), 0
    for name in ["any", "all"]:
        yield name, bools(3, 4)
        yield name, bools(3, 4), 1, True
    for name in ["argmax", "argmin"]:
        yield name, TIES
        yield name, TIES, 1
        yield name, TIES, 0, True
    for name in ["nanargmax", "nanargmin"]:
        yield name, HOLES, 1
        yield name, HOLES
    yield "count_nonzero", integers(0, 2, 3, 4)
    yield "count_nonzero", integers(0, 2, 3, 4), 1
    yield "average", normal(3, 4)
    yield "average", normal(3, 4), 1, uniform(0.1, 1, 4)
    yield "average", normal(3, 4), None, uniform(0.1, 1, 3, 4)
    for axes in [0, [0, 1]]:
        yield "moments", normal(3, 4, 2), axes
    yield "moments", normal(3, 4), 1, True
    for method in ["linear", "lower", "higher", "midpoint", "nearest"]:
        yield "quantile", distinct(3, 6), 0.3, 1, method
    yield "quantile", distinct(3, 6), [0.0, 0.25, 1.0]
    yield "quantile", HOLES, 0.5, 1, "linear", True
    yield "nanquantile", HOLES, [0.2, 0.7], 1
    yield "nanquantile", HOLES, 0.5, None, "lower"
    yield "percentile", distinct(3, 6), 35.0, 0
    yield "nanpercentile", HOLES, [20.0, 90.0], 1
    for order in [None, 1, 2, 3, 0, INF, -INF]:
        yield "norm", normal(3, 4), order, 1
    for order in [None, "fro", 1, -1, INF, -INF]:
        yield "norm", normal(3, 4), order, [0, 1], True
    yield "norm", normal(3, 4)
    yield "corrcoef", normal(3, 6)
    yield "histogram", uniform(0, 1, 20), 5
    yield "histogram", uniform(0, 1, 20), 4, [0.2, 0.8]
    yield "trapezoid", normal(3, 5)
    yield "trapezoid", normal(3, 5), None, 0.5, 0
    yield "trapezoid", normal(3, 5), fixed([0.0, 0.5, 1.0, 2.0, 4.0])
    yield "diff", normal(3, 5)
    yield "diff", normal(3, 5), 2, 0
    yield "psnr", normal(3, 4), normal(3, 4), 2.0


def orders():
    for axis in [-1, 0, None]:
        yield "sort", distinct(4, 5), axis
        yield "argsort", distinct(4, 5), axis
    yield "sort", TIES
    yield "sort", HOLES
    yield "argsort", TIES
    yield "argsort", HOLES, 0
    yield "sort", integers(-9, 9, 3, 40)
    for k in [1, 3, 6]:
        yield "top_k", TIES, k
    yield "top_k", integers(-9, 9, 40), 35
    yield "top_k", HOLES, 2
    yield "in_top_k", fixed([1, 0, 3], "int32"), normal(3, 5), 2
    yield "in_top_k", fixed([0, 1], "int32"), fixed([[1.0, 1.0, 2.0], [NAN, NAN, 3.0]]), 2
    for name in ["cumsum", "cumprod"]:
        yield name, normal(3, 4)
        yield name, normal(3, 4), 1
        yield name, integers(-3, 4, 3, 4), 0
        yield name, fixed([[2.0, 0.0, 3.0, 4.0], [0.0, 1.0, 0.0, 2.0]]), 1
    yield "cumsum", integers(-3, 4, 3, 4), 1, "float32"
    for name in ["nancumsum", "nancumprod"]:
        yield name, HOLES, 1
        yield name, HOLES
    for side in ["left", "right"]:
        yield "searchsorted", fixed([1.0, 2.0, 2.0, 4.0]), fixed([[0.0, 2.0], [3.0, 5.0]]), side
        yield "searchsorted", fixed([1.0, 2.0, NAN]), fixed([0.0, 2.0, NAN, INF, -INF]), side
    yield "digitize", fixed([NAN, INF, -INF, 2.0]), fixed([1.0, 2.0, 3.0])
    yield "digitize", fixed([0.5, 1.0, 1.5, 9.0]), fixed([1.0, 2.0, 3.0])


def shapes():
    yield "reshape", normal(3, 4), [2, -1]
    yield "transpose", normal(2, 3, 4)
    yield "transpose", normal(2, 3, 4), [1, 0, 2]
    yield "moveaxis", normal(2, 3, 4), 0, -1
    yield "moveaxis", normal(2, 3, 4), [0, 1], [-1, 0]
    yield "swapaxes", normal(2, 3, 4), 0, 2
    yield "expand_dims", normal(3, 4), 1
    yield "expand_dims", normal(3, 4), [0, -1]
    yield "squeeze", normal(1, 3, 1)
    yield "squeeze", normal(1, 3, 1), 0
    yield "broadcast_to", normal(3, 1), [2, 3, 4]
    yield "flip", normal(3, 4)
    yield "flip", normal(3, 4), 1
    for k in [0, 1, 2, 3, -1]:
        yield "rot90", normal(2, 3), k
    yield "rot90", normal(2, 3, 4), 1, [1, 2]
    yield "roll", normal(3, 4), 2
    yield "roll", normal(3, 4), -1, 1
    yield "roll", normal(3, 4), [1, 2], [0, 1]
    yield "concatenate", [normal(2, 3), normal(1, 3)]
    yield "concatenate", [normal(2, 3), integers(0, 5, 2, 2)], 1
    yield "stack", [normal(2, 3), normal(2, 3)]
    yield "stack", [normal(2, 3), normal(2, 3)], -1
    for shape in [(3,), (2, 3), (2, 3, 2)]:
        for name in ["hstack", "vstack", "dstack"]:
            yield name, [normal(*shape), normal(*shape)]
    yield "append", normal(2, 3), normal(2, 2)
    yield "append", normal(2, 3), normal(2, 2), 1
    yield "split", normal(6, 2), 3
    yield "split", normal(2, 6), [1, 4], 1
    yield "array_split", normal(7, 2), 3
    yield "hsplit", normal(2, 4), 2
    yield "hsplit", normal(4), 2
    yield "vsplit", normal(4, 2), [1]
    yield "dsplit", normal(2, 3, 4), 2
    yield "unstack", normal(3, 2)
    yield "unstack", normal(3, 2), 2, 1
    yield "pad", normal(2, 3), [[1, 0], [0, 2]]
    yield "pad", normal(2, 3), 1
    yield "pad", normal(2, 3), [[1, 0], [0, 2]], "constant", 3
    for mode in ["reflect", "symmetric", "edge"]:
        yield "pad", normal(3, 4), [[2, 1], [0, 3]], mode
    yield "tile", normal(2, 3), [2, 2]
    yield "tile", normal(3), [2, 2]
    yield "tile", normal(2, 3), 2
    yield "repeat", normal(2, 3), 2
    yield "repeat", normal(2, 3), 2, 1
    yield "slice", normal(3, 4), [1, 0], [2, 3]
    yield "slice_update", normal(3, 4), [1, 2], normal(2, 2)
    yield "depth_to_space", normal(1, 2, 3, 8), 2
    yield "space_to_depth", normal(1, 4, 6, 2), 2
    yield "depth_to_space", normal(1, 8, 2, 3), 2, "channels_first"
    yield "space_to_depth", normal(1, 2, 4, 6), 2, "channels_first"


def lookups():
    yield "take", normal(4, 3), fixed([0, 3, -1], "int32")
    yield "take", normal(4, 3), fixed([[0, 3], [1, 1]], "int32"), 0
    yield "take", normal(4, 3), fixed([2, 0, -1], "int32"), 1
    yield "take_along_axis", normal(4, 3), integers(0, 4, 2, 3), 0
    yield "take_along_axis", normal(4, 3), integers(-3, 3, 4, 2), 1
    yield "take_along_axis", normal(4, 3), integers(0, 12, 5)
    yield "one_hot", integers(-1, 5, 2, 3), 4
    yield "one_hot", integers(0, 4, 3), 4, 0
    yield "multi_hot", integers(0, 5, 3, 2), 5
    yield "multi_hot", integers(0, 5, 4), 5
    yield "scatter", fixed([[0], [3], [0]], "int32"), normal(3, 2), [4, 2]
    yield "scatter", fixed([[0, 1], [2, 2]], "int32"), normal(2), [3, 3]
    yield "scatter_update", normal(4, 3), fixed([[0, 1], [3, 2]], "int32"), normal(2)
    yield "scatter_update", normal(4, 3), fixed([[0], [2]], "int32"), normal(2, 3)
    yield "scatter_update", normal(4, 3), fixed([[0, 1], [0, 1]], "int32"), normal(2), "add"
    for name in ["segment_sum", "segment_max", "segment_min", "segment_prod"]:
        yield name, distinct(6, 2), fixed([0, 2, 2, 0, 3, 2], "int32"), 4
        yield name, integers(-4, 5, 6), fixed([0, 2, 2, 0, 3, 2], "int32"), 4
    yield "bincount", integers(0, 5, 9), None, 6
    yield "bincount", integers(0, 5, 9), normal(9), 6
    yield "isin", integers(0, 9, 3, 4), fixed([1, 4, 5], "int32")
    yield "isin", integers(0, 9, 6), fixed([1, 4, 5], "int32"), False, True
    yield "select", [bools(5), bools(5)], [normal(5), normal(5)], 7
    yield "unravel_index", integers(0, 12, 5), [3, 4]


def created():
    yield "zeros", [2, 3]
    yield "ones", [2, 3], "int32"
    yield "empty", [2]
    yield "full", [2, 3], 1.5
    yield "full_like", integers(0, 5, 3), 2
    yield "full_like", normal(3), 2, "int32"
    yield "zeros_like", normal(3), "int32"
    yield "empty_like", normal(3), "int32"
    yield "array", fixed([1, 2], "int32"), "float32"
    yield "convert_to_tensor", normal(3)
    yield "arange", 5
    yield "arange", 1, 8, 3
    yield "arange", 0.0, 1.0, 0.25
    yield "linspace", 0.0, 1.0, 7
    yield "linspace", 2.0, -1.0, 4, False
    yield "linspace", normal(3), normal(3), 5
    yield "logspace", 0.0, 2.0, 5
    yield "geomspace", 1.0, 16.0, 5
    yield "geomspace", -1.0, -8.0, 4
    yield "eye", 3
    yield "eye", 3, 4, 1
    yield "identity", 3
    yield "tri", 3
    yield "tri", 3, 4, -1, "int32"
    for name in ["bartlett", "blackman", "hamming", "hanning"]:
        yield name, 7
        yield name, 1
    yield "kaiser", 7, 5.0
    yield "meshgrid", [normal(2), normal(3)]
    yield "meshgrid", [normal(2), normal(3), normal(2)], "ij"
    yield "vander", normal(3)
    yield "vander", normal(3), 5, True


def matrices():
    for offset in [0, 1, -2]:
        yield "diagonal", normal(3, 4), offset
        yield "diag", normal(3), offset
        yield "diag", normal(3, 4), offset
        yield "trace", normal(3, 4), offset
        yield "tril", normal(2, 3, 4), offset
        yield "triu", normal(2, 3, 4), offset
    yield "diagonal", normal(2, 3, 4), 1, 2, 0
    yield "diagflat", normal(2, 2), 1
    yield "inner", normal(2, 3), normal(4, 3)
    yield "vdot", normal(2, 3), normal(2, 3)
    yield "outer", normal(3), normal(4)
    yield "outer", normal(2, 2), normal(3)
    yield "kron", normal(2, 3), normal(2, 2)
    yield "kron", normal(3), normal(2, 2)
    yield "cross", normal(2, 3), normal(2, 3)
    yield "cross", normal(2, 2), normal(2, 2)
    yield "cross", normal(2, 2), normal(2, 3)
    yield "cross", normal(3, 4), normal(3, 4), 0, 0, 0
    for mode in ["valid", "same", "full"]:
        yield "correlate", normal(7), normal(3), mode
        yield "correlate", normal(3), normal(6), mode
        yield "correlate", normal(7), normal(4), mode
    yield "cdist", normal(3, 2), normal(4, 2)
    yield "matmul", normal(2, 3, 4), normal(4, 2)
    yield "dot", normal(2, 3), normal(3)
    yield "dot", normal(2, 3, 4), normal(2, 4, 3)
    yield "tensordot", normal(2, 3, 4), normal(3, 4, 2)
    yield "tensordot", normal(2, 3, 4), normal(4, 3), [[1, 2], [1, 0]]
    for subscripts, *given in [
        ("ij,jk->ik", (2, 3), (3, 4)),
        ("ij,jk", (2, 3), (3, 4)),
        ("bij,bjk->bik", (2, 3, 4), (2, 4, 2)),
        ("ij->ji", (2, 3)),
        ("ii->i", (3, 3)),
        ("ii", (3, 3)),
        ("ij->", (2, 3)),
        ("i,j->ij", (2,), (3,)),
        ("ij,kj,k->i", (2, 3), (4, 3), (4,)),
        ("...ij,jk->...ik", (2, 3, 4), (4, 2)),
        ("...i,...i->...", (2, 3), (2, 3)),
        ("...i,...i->...", (2, 3), (1, 3)),
        ("abc,cd->abd", (2, 3, 4), (4, 5)),
        ("ij,ij->ij", (2, 3), (2, 3)),
        ("ba,c->abc", (2, 3), (2,)),
    ]:
        yield "einsum", subscripts, *[normal(*shape) for shape in given]
    yield "cholesky", definite(3, 3)
    yield "cholesky", definite(2, 4, 4), True
    yield "cholesky_inverse", definite(3, 3)
    for lower in [False, True]:
        yield "solve_triangular", conditioned_triangle(4), normal(4, 2), lower
    yield "solve_triangular", conditioned_triangle(2, 3), normal(2, 3, 1), True
    yield "solve", conditioned(4, 4), normal(4, 2)
    yield "solve", conditioned(4, 4), normal(4)
    yield "solve", conditioned(2, 3, 3), normal(2, 3, 2)
    for name in ["inv", "det", "slogdet", "logdet"]:
        yield name, conditioned(3, 3)
        yield name, conditioned(2, 4, 4)


def conditioned_triangle(*shape):
    """Dense, of which one triangle is read."""
    size = shape[-1]
    return Draw(lambda rng: f32(rng.normal(size=(*shape, size)) * 0.3 + 2 * np.eye(size)))


def networks():
    for padding in ["valid", "same"]:
        yield "conv", normal(2, 7, 3), normal(3, 3, 2, scale=0.3), 1, padding
        yield "conv", normal(1, 6, 5, 4), normal(3, 2, 2, 4, scale=0.3), 2, padding
        yield "conv", normal(1, 7, 6, 2), normal(2, 3, 2, 3, scale=0.3), 1, padding, None, 2
        yield "depthwise_conv", normal(1, 6, 5, 2), normal(3, 3, 2, 2, scale=0.3), 1, padding
        yield "depthwise_conv", normal(2, 7, 2), normal(3, 2, 1, scale=0.3), 2, padding
        yield "separable_conv", normal(1, 6, 5, 2), normal(3, 3, 2, 2), normal(1, 1, 4, 3, scale=0.3), 1, padding
        for strides, size in [(1, 3), (2, 3), (2, 2), (3, 2), (2, 4)]:
            yield "conv_transpose", normal(1, 4, 3), normal(size, 2, 3, scale=0.3), strides, padding
        yield "conv_transpose", normal(1, 3, 4, 2), normal(3, 2, 3, 2, scale=0.3), 2, padding
        yield "max_pool", distinct(2, 7, 2), 3, 2, padding
        yield "max_pool", distinct(1, 6, 5, 2), [2, 3], [2, 3], padding
        yield "average_pool", normal(2, 7, 2), 3, 2, padding
        yield "average_pool", normal(1, 6, 5, 2), 2, 2, padding
    yield "conv_transpose", normal(1, 4, 3), normal(3, 2, 3, scale=0.3), 1, "valid", None, None, 2
    for size in [2, 3]:
        for padding in ["valid", "same"]:
            yield "conv_transpose", normal(1, 3, 2, 2), normal(size, 3, 3, 2, scale=0.3), [3, 2], padding, [2, 1]
    for name in ["adaptive_average_pool", "adaptive_max_pool"]:
        yield name, distinct(2, 7, 2), 3
        yield name, distinct(1, 6, 5, 2), [3, 4]
        yield name, distinct(1, 2, 4, 4), [2, 5], "channels_first"
        yield name, distinct(1, 4, 3, 2, 2), 2
    yield "max_pool", fixed(np.ones((1, 5, 1))), 3, 1
    yield "conv", normal(1, 2, 5, 6), normal(3, 3, 2, 3, scale=0.3), 1, "valid", "channels_first"
    yield "max_pool", distinct(1, 2, 4, 4), 2, 2, "valid", "channels_first"
    yield "conv", normal(1, 4, 4, 4, 2), normal(2, 2, 2, 2, 3, scale=0.3)
    yield "extract_sequences", normal(2, 9), 4, 2
    yield "unfold", normal(1, 2, 5, 6), 2
    yield "unfold", normal(1, 2, 5, 6), [2, 3], 1, 1, 2
    yield "fold", normal(1, 8, 20), [5, 6], 2
    yield "fold", normal(1, 8, 12), [4, 6], 2, 1, 1, 2
    yield "batch_normalization", normal(4, 3), normal(3), uniform(0.5, 2, 3), -1
    yield "batch_normalization", normal(4, 3, 2), normal(3), uniform(0.5, 2, 3), 1, normal(3), normal(3), 0.1
    yield "layer_normalization", normal(4, 6)
    yield "layer_normalization", normal(4, 6), normal(6), normal(6), -1, 0.01
    yield "layer_normalization", normal(4, 3, 2), normal(3, 2), normal(3, 2), [1, 2]
    yield "rms_normalization", normal(4, 6)
    yield "rms_normalization", normal(4, 6), normal(6), -1, 0.01
    for given in [[], [normal(1, 2, 3, 4)], [None, bools(2, 1, 3, 4)], [None, None, 0.7]]:
        yield "dot_product_attention", normal(2, 3, 2, 4), normal(2, 4, 2, 4), normal(2, 4, 2, 4), *given
    yield "dot_product_attention", normal(2, 3, 4, 2), normal(2, 3, 2, 2), normal(2, 3, 2, 2), None, None, None, True


# Where Keras takes the arguments otherwise than tacet: several arrays one by one, or others in between.
CALLS = {
    "meshgrid": lambda xs, indexing="xy": ops.meshgrid(*xs, indexing=indexing),
    "quantile": lambda x, q, *rest: ops.quantile(x, f32(q), *rest),
    "nanquantile": lambda x, q, *rest: ops.nanquantile(x, f32(q), *rest),
    "percentile": lambda x, q, *rest: ops.percentile(x, f32(q), *rest),
    "nanpercentile": lambda x, q, *rest: ops.nanpercentile(x, f32(q), *rest),
}


# JAX has no gradient of these.
NO_GRADIENT = {"segment_prod"}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def as_tuples(argument):
    """Lists of numbers as tuples, which JAX can hash."""
    if not isinstance(argument, list):
        return argument
    parts = [as_tuples(a) for a in argument]
    return parts if any(hasattr(a, "dtype") for a in parts) else tuple(parts)


def is_float(x):
    return getattr(x, "dtype", None) in (np.float32, np.float64)


def as_json(argument):
    if isinstance(argument, np.ndarray):
        return encode(argument)
    if isinstance(argument, list):
        return [as_json(a) for a in argument]
    if isinstance(argument, float) and not np.isfinite(argument):
        return {"number": "Infinity" if argument > 0 else "-Infinity"}
    return argument


def case(name, given):
    def make(rng):
        def draw(argument):
            if isinstance(argument, Draw):
                return argument.make(rng)
            return [draw(a) for a in argument] if isinstance(argument, list) else argument

        arguments = [draw(a) for a in given]
        call = CALLS.get(name, getattr(ops, name))
        leaves, structure = jax.tree.flatten(arguments, is_leaf=lambda x: x is None)
        floats = [i for i, leaf in enumerate(leaves) if is_float(leaf)]

        def results(*values):
            filled = list(leaves)
            for i, value in zip(floats, values):
                filled[i] = value
            found = call(*[as_tuples(a) for a in jax.tree.unflatten(structure, filled)])
            return list(found) if isinstance(found, (list, tuple)) else [found]

        values = [np.asarray(v) for v in results(*[leaves[i] for i in floats])]
        cotangents = [f32(rng.normal(size=v.shape)) if is_float(v) else None for v in values]
        gradients = []
        if name not in NO_GRADIENT and floats and any(c is not None for c in cotangents):

            def weighted(*given):
                found = results(*given)
                return sum(jax.numpy.sum(v * c) for v, c in zip(found, cotangents) if c is not None)

            gradients = jax.grad(weighted, argnums=tuple(range(len(floats))))(*[leaves[i] for i in floats])
        return {
            "op": camel(name),
            "arguments": [as_json(a) for a in arguments],
            "cotangents": [c if c is None else encode(c) for c in cotangents],
            "values": [encode(v) for v in values],
            "gradient": [encode(g) for g in gradients],
        }

    return make


def cases():
    count = {}
    for family in [elementwise, reductions, orders, shapes, lookups, created, matrices, networks]:
        for name, *given in family():
            count[name] = count.get(name, 0) + 1
            yield f"{camel(name)} {count[name]}", case(name, given)
