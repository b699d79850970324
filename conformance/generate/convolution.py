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
    doubles = [
        (conv(1, padding="causal", dilationRate=2, activation="tanh", **PENALTIES), SHAPES[1]),
        (conv(2, kernelSize=3, padding="same", strides=[2, 1], **PENALTIES), SHAPES[2]),
        (conv(2, filters=6, groups=3, dilationRate=2), SHAPES[2]),
        (conv(3, dataFormat="channels_first", kernelSize=[2, 1, 3]), (2, 3, 3, 4)),
    ]
    for layer, shape in doubles:
        given = {**layer, "kernelInitializer": {"name": "constant", "value": 0.3}}
        yield f"float64, {layer}", shown(given, shape, "float64")


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
    batched = [conv(2, filters=4, padding="same", useBias=False), {"layer": "batchNormalization"}, {"layer": "reLU"}, dropout]
    yield "a convolution, batch normalization and dropout", trained([*batched, *head], SHAPES[2], (2,))


def cases():
    yield from convolutions()
    yield from models()
