"""Convolutions: every kind and option, as layers.py does it (value, and gradient by one step of SGD at rate 1), in float32
and float64; and models of them whose weights and masks follow Keras's seeds.
"""

from .encode import f32
from .layers import step
from .program import case, layer as made

L1 = {"name": "l1", "l1": 0.02}
L2 = {"name": "l2", "l2": 0.05}
PENALTIES = {"kernelRegularizer": L1, "biasRegularizer": L2, "activityRegularizer": L1}


def shown(layer, shape, floatx="float32", **further):
    """The layer on inputs behind an identity layer; what comes out, Keras says."""
    outputs = made(layer, False).compute_output_shape((None, *shape))[1:]
    make = step([layer], shape, outputs, rows=3, **further)
    if floatx == "float32":
        return case(make)

    def double(rng):
        spec, data = make(rng)
        return {**spec, "floatx": floatx}, {name: x.astype(floatx) for name, x in data.items()}

    return case(double)


def named(layer, shape, **further):
    options = {name: value for name, value in layer.items() if name != "layer"}
    return f"{layer['layer']} {shape} {options}", shown(layer, shape, **further)


def conv(rank, filters=2, kernelSize=2, **options):
    return {"layer": f"conv{rank}d", "filters": filters, "kernelSize": kernelSize, **options}


SHAPES = {1: (6, 3), 2: (5, 4, 3), 3: (3, 4, 3, 2)}


def convolutions():
    for rank, shape in SHAPES.items():
        first = (shape[-1], *shape[:-1])
        yield named(conv(rank), shape)
        yield named(conv(rank, kernelSize=3, padding="same"), shape)
        yield named(conv(rank, strides=2, padding="same"), shape)
        yield named(conv(rank, kernelSize=[2, 3, 1][:rank], strides=[2, 1, 2][:rank]), shape)
        yield named(conv(rank, dilationRate=2, **PENALTIES), shape)
        yield named(conv(rank, dataFormat="channels_first", activation="tanh", useBias=True), first)
        yield named(conv(rank, dataFormat="channels_first", padding="same", strides=2, kernelSize=3), first)
        yield named(conv(rank, filters=shape[-1] * 2, groups=shape[-1]), shape)
        yield named(conv(rank, useBias=False, activation="relu", kernelInitializer="he_normal"), shape)
    image = SHAPES[2]
    yield named(conv(2, filters=4, groups=2, dataFormat="channels_first", padding="same"), (4, 3, 3))
    yield named(conv(2, kernelSize=1), image)
    yield named(conv(2, kernelSize=[5, 4]), image)
    yield named(conv(2, activation="softmax", biasInitializer="ones"), image)
    # A softmax is over the last axis, wherever the channels are.
    yield named(conv(2, activation="softmax", dataFormat="channels_first"), (3, 4, 4))
    yield named(conv(2, frozen=True, **PENALTIES), image)
    yield named(conv(2, kernelConstraint="unit_norm", biasConstraint="non_neg"), image)
    norm = {"name": "maxNorm", "maxValue": 0.5, "axis": [0, 1, 2]}
    yield named(conv(2, kernelConstraint=norm, kernelInitializer="orthogonal"), image)
    for options in [{}, {"dilationRate": 2}, {"strides": 2, "kernelSize": 3}]:
        yield named(conv(1, padding="causal", **options), SHAPES[1])
    yield named(conv(1, padding="causal", dataFormat="channels_first", kernelSize=3), (3, 6))
    # Longer than the sequence.
    yield named(conv(1, padding="causal", kernelSize=8), SHAPES[1])
    yield named(conv(1, padding="same", kernelSize=9, **PENALTIES), SHAPES[1])
    for name in ["glorot_normal", "he_uniform", "lecun_normal", {"name": "varianceScaling", "mode": "fan_out"}]:
        yield named(conv(2, kernelSize=[2, 3], kernelInitializer=name), image)
    yield named({"layer": "spectralNormalization", "wrapped": conv(2, activation="tanh", **PENALTIES)}, image)
    for wrapped in [conv(1, activation="tanh"), {"layer": "maxPooling1d"}, transposed(1, strides=2)]:
        yield named({"layer": "timeDistributed", "wrapped": wrapped}, (2, 6, 3))
    doubles = [
        (conv(1, padding="causal", dilationRate=2, activation="tanh", **PENALTIES), SHAPES[1]),
        (conv(2, kernelSize=3, padding="same", strides=[2, 1], **PENALTIES), SHAPES[2]),
        (conv(2, filters=6, groups=3, dilationRate=2), SHAPES[2]),
        (conv(3, dataFormat="channels_first", kernelSize=[2, 1, 3]), (2, 3, 3, 4)),
    ]
    for layer, shape in doubles:
        given = {**layer, "kernelInitializer": {"name": "constant", "value": 0.3}}
        yield f"float64, {layer}", shown(given, shape, "float64")


def transposed(rank, filters=2, kernelSize=2, **options):
    return {"layer": f"conv{rank}dTranspose", "filters": filters, "kernelSize": kernelSize, **options}


def transpositions():
    for rank, shape in SHAPES.items():
        small = tuple(min(extent, 3) for extent in shape)
        yield named(transposed(rank), small)
        yield named(transposed(rank, kernelSize=3, strides=2, padding="same", **PENALTIES), small)
        yield named(transposed(rank, strides=3, activation="tanh", useBias=False), small)
        yield named(transposed(rank, dataFormat="channels_first", kernelSize=3, strides=2), (2, *small[:-1]))
        yield named(transposed(rank, kernelSize=3, strides=2, outputPadding=1, padding="same"), small)
    image = (3, 2, 2)
    yield named(transposed(2, kernelSize=[2, 3], dilationRate=[1, 2]), image)
    yield named(transposed(2, kernelSize=3, dilationRate=2, padding="same"), image)
    yield named(transposed(2, strides=[2, 3], kernelSize=[3, 2], outputPadding=[0, 2]), image)
    for size in [2, 3, 4]:
        for padding in ["valid", "same"]:
            given = {"kernelSize": size, "strides": [3, 2], "outputPadding": [2, 0], "padding": padding}
            yield named(transposed(2, **given), image)
    yield named(transposed(2, kernelConstraint="unit_norm", kernelInitializer="he_uniform", biasInitializer="ones"), image)
    double = transposed(2, kernelSize=3, strides=2, padding="same", kernelInitializer={"name": "constant", "value": 0.3})
    yield f"float64, {double}", shown({**double, **PENALTIES}, image, "float64")


def depthwise(rank, kernelSize=2, **options):
    return {"layer": f"depthwiseConv{rank}d", "kernelSize": kernelSize, **options}


def separable(rank, filters=2, kernelSize=2, **options):
    return {"layer": f"separableConv{rank}d", "filters": filters, "kernelSize": kernelSize, **options}


def by_channel():
    channel = {"depthwiseRegularizer": L1, "biasRegularizer": L2, "activityRegularizer": L1}
    starts = {"depthwiseInitializer": "he_normal", "biasInitializer": {"name": "randomUniform"}}
    bounds = {"depthwiseConstraint": "max_norm", "biasConstraint": "non_neg"}
    mixed = {"pointwiseRegularizer": L2, "pointwiseInitializer": "lecun_normal", "pointwiseConstraint": "unit_norm"}
    for rank in [1, 2]:
        shape = SHAPES[rank]
        first = (shape[-1], *shape[:-1])
        for make in [depthwise, separable]:
            yield named(make(rank), shape)
            yield named(make(rank, depthMultiplier=2, kernelSize=3, padding="same", activation="tanh", **channel), shape)
            yield named(make(rank, dataFormat="channels_first", strides=2, depthMultiplier=2), first)
            yield named(make(rank, dilationRate=2, useBias=False, **starts, **bounds), shape)
            # Keras refuses both in a plain convolution only.
            yield named(make(rank, strides=2, dilationRate=2, padding="same", **starts), shape)
        yield named(separable(rank, filters=4, depthMultiplier=2, **channel, **mixed), shape)
    yield named(depthwise(2, kernelSize=[3, 2], strides=[1, 1], frozen=True, **channel), SHAPES[2])
    start = {"name": "constant", "value": 0.3}
    for layer in [depthwise(2, depthMultiplier=2), separable(2, depthMultiplier=2, pointwiseInitializer=start)]:
        given = {**layer, "depthwiseInitializer": start, **channel}
        yield f"float64, {given}", shown(given, SHAPES[2], "float64")


def trained(layers, shape, targets, fits=2, **options):
    """Two calls of `fit`, with a tail and validation data: weights and masks are drawn as Keras draws them."""

    def make(rng):
        data = {"x": f32(rng.normal(size=(11, *shape))), "y": f32(rng.normal(size=(11, *targets)))}
        data.update({"vx": f32(rng.normal(size=(5, *shape))), "vy": f32(rng.normal(size=(5, *targets)))})
        fit = {"do": "fit", "x": "x", "y": "y", "validationData": ["vx", "vy"], "options": {"batchSize": 4, "epochs": 2}}
        first, *others = layers
        return {
            "layers": [{**first, "inputShape": list(shape)}, *others],
            "compile": {"loss": "mse", "optimizer": {"name": "adam", "learningRate": 0.01}, "metrics": ["mae"]},
            "steps": [*[fit] * fits, {"do": "getWeights"}, {"do": "predict", "x": "vx"}],
        }, data

    return case(make)


def models():
    dropout = {"layer": "dropout", "rate": 0.3}
    head = [{"layer": "flatten"}, {"layer": "dense", "units": 2}]
    for rank, shape in SHAPES.items():
        spatial = {"layer": f"spatialDropout{rank}d", "rate": 0.4}
        first = conv(rank, filters=3, activation="relu", activityRegularizer=L1, kernelRegularizer=L2)
        yield f"seeds of {rank}d convolutions and dropout", trained([first, dropout, conv(rank), spatial, *head], shape, (2,))
    between = [separable(2, filters=3, depthMultiplier=2), depthwise(2, depthMultiplier=2), transposed(2, filters=3, strides=2)]
    yield "seeds of other convolutions and dropout", trained(
        [*[one for layer in between for one in (layer, dropout)], *head], SHAPES[2], (2,)
    )
    batched = [conv(2, filters=4, padding="same", useBias=False), {"layer": "batchNormalization"}, {"layer": "reLU"}, dropout]
    yield "a convolution, batch normalization and dropout", trained([*batched, *head], SHAPES[2], (2,))


def cases():
    yield from convolutions()
    yield from transpositions()
    yield from by_channel()
    yield from models()
