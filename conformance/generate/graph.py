"""Functional models of programs: a graph of calls, the same for Keras and for tacet.

    {"inputs": {"a": {"shape": [4]}}, "byName": false,
     "calls": {"h": {"layer": {"layer": "dense", "units": 3}, "of": "a"},
               "again": {"use": "h", "of": "a"}, "sum": {"op": "add", "of": ["h", "again"]}},
     "outputs": "sum"}

Each call names what it gives: of a layer made there, of one that an earlier call made (`use`), or of an op, whose further
arguments are `args`. A layer's call may take more, `with`: {"reverse": true}, or {"mask": "m"}: a string is the name of a
tensor. `of` and `outputs` name one tensor, a list, or an object of them; "m/0" is the first of several. A
layer may be a "functional" one, with a `graph` of its own. `conformance/graph.ts` builds the same on tacet.
"""

import keras

# Layers that take their inputs as arguments, not as a list.
SEVERAL = (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)


def arranged(spec, leaf):
    """The same lists and objects with each name in them replaced."""
    if isinstance(spec, list):
        return [arranged(e, leaf) for e in spec]
    if isinstance(spec, dict):
        return {k: arranged(v, leaf) for k, v in spec.items()}
    return leaf(spec)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def build(spec, layer):
    """`layer` makes a layer from what a program says of it."""
    layers = {}
    tensors = {name: keras.Input(name=name, **options) for name, options in spec["inputs"].items()}
    inputs = dict(tensors) if spec.get("byName") else list(tensors.values())

    def tensor(name):
        call, _, place = name.partition("/")
        return tensors[call][int(place)] if place else tensors[call]

    def argument(value):
        return tensor(value) if isinstance(value, str) else value

    for name, call in spec["calls"].items():
        of = arranged(call["of"], tensor)
        if "op" in call:
            operands = of if isinstance(of, list) and call["op"] != "concatenate" else [of]
            tensors[name] = getattr(keras.ops, snake(call["op"]))(*operands, *call.get("args", []))
            continue
        layers[name] = layers[call["use"]] if "use" in call else layer(call["layer"])
        given = {snake(k): arranged(v, argument) for k, v in call.get("with", {}).items()}
        tensors[name] = layers[name](*of, **given) if isinstance(layers[name], SEVERAL) else layers[name](of, **given)
    model = keras.Model(inputs, arranged(spec["outputs"], tensor))
    # Of a layer that the outermost model calls several times, a compiled step of Keras on JAX counts the activity penalty
    # of the last call only: each call clears what the one before left. Inside another model all calls count.
    return within(model) if spec.get("within") else model


def within(model):
    inputs = [keras.Input(t.shape[1:], dtype=t.dtype) for t in model.inputs]
    return keras.Model(inputs, model(inputs))
