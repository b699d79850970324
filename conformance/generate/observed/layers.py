"""What a call of a layer says beyond its input: further arguments, several outputs, masks, and what came before it.

A layer that is stateful, or that has learned from data, gives what it gives because of the steps before: `before` tells
them. Where a test looks at a shape only, the shape of the input says as much as its numbers.
"""

import functools
import inspect

import keras
import numpy as np
from keras import tree

from .spell import Unspeakable, array

STATE = "rnn_state"
# What an input is called among the arguments of `call`; attention takes several.
SEVERAL = ("query", "value", "key")
# Arguments that tests may give as 0 or 1.
FLAGS = ("training", "use_causal_mask", "return_attention_scores", "reverse")
# What of a call is told even where shapes alone count.
TOLD = ("layer", "before", "output", "through")


def arguments(layer, args, kwargs):
    """The arguments of a call by name, the input as `x`; that of layers with several inputs is a list."""
    names = list(inspect.signature(layer.call).parameters)
    given = {**dict(zip(names, args)), **kwargs}
    if names[0] == SEVERAL[0]:
        inputs = [given.pop(name, None) for name in SEVERAL]
        return {"x": [x for x in inputs if x is not None], **given}
    return {"x": given.pop(names[0]), **given} if names[0] in given else given


def check_precision(layer):
    """Refuses layers whose weights are no longer what they were made with."""
    if getattr(layer, "quantization_mode", None):
        raise Unspeakable("quantization")
    if getattr(layer, "lora_enabled", False):
        raise Unspeakable("weights in low rank")


def shaped(value):
    """The shapes of tensors, of those that only stand for data too."""
    if isinstance(value, (list, tuple)) and value and any(hasattr(e, "shape") for e in value):
        return {"list": [shaped(e) for e in value]}
    if not hasattr(value, "shape"):
        value = np.asarray(value)
    symbolic = type(value).__name__ == "KerasTensor"
    dtype = keras.backend.standardize_dtype(value.dtype)
    whole = {} if dtype.startswith("float") else {"dtype": "bool" if dtype == "bool" else "int32"}
    return {"symbolic" if symbolic else "shape": list(value.shape), **whole}


class Unsaid(str):
    """Why a part of a call cannot be said."""


def said(source):
    """What is told of a call; where only the shape of the result counts, the shapes of its inputs."""
    source = dict(source)
    outline = source.pop("outline", None)
    if outline is not None and source.get("through") == ["shape"]:
        plain = {k: v for k, v in source.items() if k in TOLD or isinstance(v, bool)}
        return {**plain, "x": outline}
    for part in source.values():
        if isinstance(part, Unsaid):
            raise Unspeakable(str(part))
    return source


def weights(layer):
    """Those that a test could write; the states of recurrent layers are told by what came before."""
    return [array(w) for w in layer.weights if w.name != STATE]


class Past:
    """What happened to each layer before a call."""

    def __init__(self):
        self.steps = {}

    def add(self, layer, step):
        self.steps.setdefault(id(layer), []).append(step)

    def before(self, layer):
        steps = self.steps.get(id(layer), [])
        for step in steps:
            if isinstance(step, str):
                raise Unspeakable(step)
        return list(steps)


def watch(observer):
    """Has the observer told of calls that leave something in a layer, and of shapes and masks that are asked for."""

    def leaving(make):
        def wrap(original):
            @functools.wraps(original)
            def called(this, *args, **kwargs):
                if observer.quiet:
                    return original(this, *args, **kwargs)
                step = observer.described(lambda: make(*args, **kwargs))
                with observer.silence():
                    result = original(this, *args, **kwargs)
                observer.keep(this)
                observer.past.add(this, step)
                return result

            return called

        return wrap

    def asked(make, remember):
        def wrap(original):
            @functools.wraps(original)
            def called(this, *args, **kwargs):
                if observer.quiet:
                    return original(this, *args, **kwargs)
                source = observer.described(lambda: make(this, *args, **kwargs))
                with observer.silence():
                    result = original(this, *args, **kwargs)
                remember(result, source)
                return result

            return called

        return wrap

    def data(values, *_, **__):
        if not hasattr(values, "shape"):
            raise Unspeakable("data to adapt to that are no array")
        return {"adapt": array(values.astype("float32") if str(values.dtype) == "float64" else values)}

    def shapes(this, *args, **kwargs):
        given = [*args, *kwargs.values()]
        if any(isinstance(shape, dict) for shape in given):
            raise Unspeakable("dictionaries of shapes")
        one = lambda shape: {"symbolic": list(shape)}
        many = len(given) > 1 or isinstance(given[0][0], (list, tuple))
        flat = [shape for shape in (given if len(given) > 1 else given[0] if many else given) if shape is not None]
        return {"layer": observer.spec(this), "x": {"list": [one(s) for s in flat]} if many else one(flat[0]), "through": ["shape"]}

    def remember_shapes(result, source):
        several = isinstance(result, (list, tuple)) and any(isinstance(shape, (list, tuple)) for shape in result)
        for i, shape in enumerate(flat_shapes(result) if several else [result]):
            observer.remember(shape, {**source, "output": i} if several and isinstance(source, dict) else source)

    def masks(this, *args, **kwargs):
        names = list(inspect.signature(type(this).compute_mask).parameters)[1:]
        given = {**dict(zip(names, args)), **kwargs}
        if names[0] == SEVERAL[0]:
            there = [name for name in SEVERAL if given.get(name) is not None]
            inputs, before = [given[name] for name in there], [given.get(f"{name}_mask") for name in there]
            before = None if all(mask is None for mask in before) else before
        else:
            inputs, before = given[names[0]], given.get(names[1]) if len(names) > 1 else None
        check_precision(this)
        described = {"layer": observer.spec(this), "x": observer.argument(inputs, True), "weights": weights(this), "of": "mask"}
        return described if before is None else {**described, "mask": observer.argument(before, False)}

    return {
        "adapt": leaving(data),
        "reset_state": leaving(lambda: {"reset": True}),
        "compute_output_shape": asked(shapes, remember_shapes),
        "compute_mask": asked(masks, observer.remember),
    }


def extents(value):
    """A shape in which an extent that is not known is -1; what else a test expects stays."""
    if isinstance(value, (list, tuple)) and value and all(extent is None or isinstance(extent, int) for extent in value):
        return [-1 if extent is None else extent for extent in value]
    return value


def flat_shapes(shapes):
    """The shapes among nested ones, in their order."""
    if not any(isinstance(shape, (list, tuple)) for shape in shapes):
        return [shapes]
    return [flat for shape in shapes for flat in flat_shapes(shape)]


def outputs(result):
    """The tensors of a result that is not one alone, in their order; None where it is."""
    return tree.flatten(result) if isinstance(result, (list, tuple)) else None
