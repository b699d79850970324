"""Pooling: windows, all of space, and parts of it, as layers.py shows layers. A row of zeros has ties everywhere: max
pooling gives the whole gradient to the first, global max pooling shares it.
"""

from .convolution import L1, SHAPES, conv, named, trained
from .masks import PADDED, STEPS, WORD_INPUT, dense, model, new, row

L2 = {"name": "l2", "l2": 0.05}


def windows():
    for kind in ["max", "average"]:
        pool = lambda rank, poolSize=2, **options: {"layer": f"{kind}Pooling{rank}d", "poolSize": poolSize, **options}
        for rank, shape in SHAPES.items():
            first = (shape[-1], *shape[:-1])
            yield named(pool(rank), shape)
            yield named(pool(rank, 3, strides=2, padding="same", activityRegularizer=L1), shape)
            yield named(pool(rank, [3, 2, 1][:rank], strides=[1, 2, 1][:rank]), shape)
            yield named(pool(rank, strides=1, padding="same", dataFormat="channels_first"), first)
            yield named(pool(rank, dataFormat="channels_first", activityRegularizer=L2), first)
        yield named(pool(2, [1, 3], strides=None), SHAPES[2])
    for rank, shape in SHAPES.items():
        yield named({"layer": f"maxPooling{rank}d"}, shape)


def whole():
    for kind in ["globalMax", "globalAverage"]:
        for rank, shape in SHAPES.items():
            layer = {"layer": f"{kind}Pooling{rank}d"}
            first = {"dataFormat": "channels_first"}
            yield named(layer, shape)
            yield named({**layer, "keepdims": True, "activityRegularizer": L1}, shape)
            yield named({**layer, **first, "activityRegularizer": L2}, (shape[-1], *shape[:-1]))
            yield named({**layer, **first, "keepdims": True}, (shape[-1], *shape[:-1]))


def parts():
    for kind in ["adaptiveMax", "adaptiveAverage"]:
        pool = lambda rank, size, **options: {"layer": f"{kind}Pooling{rank}d", "outputSize": size, **options}
        for rank, shape in SHAPES.items():
            yield named(pool(rank, 2), shape)
            yield named(pool(rank, [4, 3, 2][:rank], activityRegularizer=L1), shape)
            yield named(pool(rank, 3, dataFormat="channels_first"), (2, 5, 7, 2)[: rank + 1])
        yield named(pool(1, 1), SHAPES[1])
        # More than there is.
        yield named(pool(1, 8), SHAPES[1])
        yield named(pool(2, [5, 1]), SHAPES[2])


def masked():
    pool = {"layer": "globalAveragePooling1d"}
    # A row of nothing but padding has no mean.
    words = lambda rng: (lambda x: x + (x.sum(1, keepdims=True) == 0))(WORD_INPUT["x"](rng))
    for name, options in {"a mask": {}, "a mask, keepdims": {"keepdims": True}}.items():
        yield f"global average of {name}", model(
            row(PADDED, {**pool, **options}, dense()), {"x": words}, (1, 2) if options else (2,)
        )
    yield "global average of a mask, a penalty", model(row(PADDED, {**pool, "activityRegularizer": L1}, dense()), {"x": words}, (2,))
    first = {
        "inputs": {"x": {"shape": [STEPS]}, "mask": {"shape": [3], "dtype": "bool"}},
        "calls": {
            "e": new({"layer": "embedding", "inputDim": 7, "outputDim": 3}, "x"),
            "p": new({**pool, "dataFormat": "channels_first"}, "e", **{"with": {"mask": "mask"}}),
            "out": new(dense(), "p"),
        },
        "outputs": "out",
    }
    mask = lambda rng: (lambda m: m | ~m.any(1, keepdims=True))(rng.random((11, 3)) < 0.5)
    yield "global average of a mask by hand, channels first", model(first, {"x": words, "mask": mask}, (2,))
    for layer in [{"layer": "maxPooling1d"}, {"layer": "globalMaxPooling1d"}, {"layer": "adaptiveMaxPooling1d", "outputSize": 2}]:
        yield f"{layer['layer']} drops a mask", model(
            row(PADDED, layer, {"layer": "flatten"}, dense()), WORD_INPUT, (2,)
        )
    yield "a convolution drops a mask", model(row(PADDED, conv(1), dense()), WORD_INPUT, (STEPS - 1, 2))


def models():
    dropout = {"layer": "dropout", "rate": 0.3}
    for kind in ["max", "average"]:
        layers = [conv(2, filters=4, activation="relu", padding="same"), {"layer": f"{kind}Pooling2d", "poolSize": 2}, dropout]
        head = [{"layer": "globalAveragePooling2d"}, dense()]
        yield f"seeds of convolution, {kind} pooling and dropout", trained([*layers, *head], SHAPES[2], (2,))


def cases():
    yield from windows()
    yield from whole()
    yield from parts()
    yield from masked()
    yield from models()
