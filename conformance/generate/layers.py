"""Layers: output, loss, and one SGD step at rate 1, so that the change of the weights is the gradient.

An identity Dense before each layer shows the gradient by the layer's input. Kinks: rows of zeros, zero biases and
zero kernels under L1 (where d|x| is +1), relu at exactly 0, saturated sigmoids.
"""

import numpy as np

from .encode import f32
from .program import case

SGD = {"name": "sgd", "learningRate": 1.0}


def step(layers, shape, outputs, loss="mse", dense_before=True, rows=6, weights=None, targets=None, zeros=True, weight=False):
    def make(rng):
        n = shape[-1]
        x = f32(rng.normal(size=(rows, *shape)))
        if zeros:
            x[0] = 0
        y = f32(rng.normal(size=(rows, *outputs))) if targets is None else targets(rng, (rows, *outputs))
        data = {"x": x, "y": y}
        before = [{"layer": "dense", "units": n, "kernelInitializer": "identity", "inputShape": list(shape)}]
        built = [*before, *layers] if dense_before else [{**layers[0], "inputShape": list(shape)}, *layers[1:]]
        steps = []
        if weights:
            given = weights(rng)
            data.update(given)
            steps.append({"do": "setWeights", "weights": list(given)})
        batch = {"do": "trainOnBatch", "x": "x", "y": "y"}
        if weight:
            data["w"] = f32(rng.uniform(0, 2, size=rows))
            batch["sampleWeight"] = "w"
        steps += [{"do": "getWeights"}, {"do": "predict", "x": "x"}, batch, {"do": "getWeights"}]
        return {"layers": built, "compile": {"loss": loss, "optimizer": SGD}, "steps": steps}, data

    return make


def dense(**options):
    return {"layer": "dense", **options}


def kinks(rng):
    """Two inputs, three units: a kernel with zeros and zero biases."""
    kernel = f32(rng.normal(size=(2, 3)))
    kernel[0, 0] = kernel[1, 2] = 0
    return {"kernel": kernel, "bias": f32([0, 0, 0.5])}


def saturating(rng):
    return {"kernel": f32([[1, -1], [1, 1]]), "bias": f32([0, 0])}


def saturated(rng):
    x = f32([[16, 0], [17, 0], [8, 8], [8.5, 8.5], [-16, 0], [-17, 0], [15.5, 0], [0, 0]])
    y = f32([[0, 1], [0, 1], [0, 0], [0, 0], [1, 0], [1, 0], [0, 1], [1, 1]])
    steps = [
        {"do": "setWeights", "weights": ["kernel", "bias"]},
        {"do": "predict", "x": "x"},
        {"do": "trainOnBatch", "x": "x", "y": "y"},
        {"do": "getWeights"},
    ]
    return {
        "layers": [dense(units=2, activation="sigmoid", inputDim=2)],
        "compile": {"loss": "binary_crossentropy", "optimizer": SGD},
        "steps": steps,
    }, {"x": x, "y": y, **saturating(rng)}


def bits(rng, shape):
    return f32(rng.integers(0, 2, size=shape))


def one_hot(rng, shape):
    return f32(np.eye(shape[-1])[rng.integers(0, shape[-1], size=shape[:-1])])


def labels(classes):
    return lambda rng, shape: rng.integers(0, classes, size=shape).astype(np.int32)


def cases():
    for activation in ["linear", "relu", "sigmoid", "tanh", "softmax", "gelu"]:
        yield f"dense {activation}", case(step([dense(units=3, activation=activation)], (4,), (3,)))
        yield f"activation {activation}", case(step([{"layer": "activation", "activation": activation}], (4,), (4,)))
    yield "dense without bias", case(step([dense(units=2, useBias=False)], (3,), (2,)))
    yield "dense on steps", case(step([dense(units=2, activation="tanh")], (3, 4), (3, 2)))
    yield "dense with initializers", case(
        step([dense(units=3, kernelInitializer="he_normal", biasInitializer="ones")], (4,), (3,))
    )
    yield "dense orthogonal", case(
        step([dense(units=3, kernelInitializer={"name": "orthogonal", "gain": 0.5})], (4,), (3,))
    )
    every = {
        "kernelRegularizer": {"name": "l1", "l1": 0.1},
        "biasRegularizer": {"name": "l1", "l1": 0.2},
        "activityRegularizer": {"name": "l1", "l1": 0.3},
    }
    yield "dense L1 everywhere, at kinks", case(
        step([dense(units=3, **every)], (2,), (3,), dense_before=False, weights=kinks)
    )
    yield "dense relu, activity L1, at kinks", case(
        step([dense(units=3, activation="relu", activityRegularizer="l1")], (2,), (3,), dense_before=False, weights=kinks)
    )
    l1l2 = {"name": "l1l2", "l1": 0.05, "l2": 0.1}
    yield "dense L1L2 everywhere", case(
        step([dense(units=3, kernelRegularizer=l1l2, biasRegularizer=l1l2, activityRegularizer=l1l2)], (4,), (3,))
    )
    yield "dense frozen with regularizers", case(
        step([dense(units=3, frozen=True, kernelRegularizer="l2", activityRegularizer="l2")], (4,), (3,))
    )
    yield "activityRegularization", case(
        step([{"layer": "activityRegularization", "l1": 0.1, "l2": 0.2}], (4,), (4,))
    )
    yield "activityRegularization default", case(step([{"layer": "activityRegularization"}], (4,), (4,)))
    yield "activation with activity L2", case(
        step([{"layer": "activation", "activation": "relu", "activityRegularizer": "l2"}], (4,), (4,))
    )
    for options in [{}, {"maxValue": 6.0}, {"maxValue": 0.5}, {"negativeSlope": 0.3}, {"maxValue": 1.0, "negativeSlope": 0.2, "threshold": 0.4}]:
        yield f"reLU {options}", case(step([{"layer": "reLU", **options}], (4,), (4,)))
    yield "flatten", case(step([{"layer": "flatten"}, dense(units=2)], (3, 4), (2,)))
    yield "flatten with activity L1", case(step([{"layer": "flatten", "activityRegularizer": "l1"}], (3, 4), (12,)))
    yield "dropout 0", case(step([{"layer": "dropout", "rate": 0.0}], (4,), (4,)))
    yield "dropout 0.5", case(step([{"layer": "dropout", "rate": 0.5}], (6,), (6,), zeros=False))
    yield "dropout 0.2 seeded", case(step([{"layer": "dropout", "rate": 0.2, "seed": 77}], (6,), (6,), zeros=False))
    yield "dropout with noise shape", case(
        step([{"layer": "dropout", "rate": 0.5, "noiseShape": [None, 1, 4]}], (3, 4), (3, 4), zeros=False)
    )
    yield "dropout with activity L1", case(
        step([{"layer": "dropout", "rate": 0.3, "activityRegularizer": "l1"}], (6,), (6,), zeros=False)
    )
    yield "two layers, binary", case(
        step([dense(units=5, activation="relu"), dense(units=1, activation="sigmoid")], (3,), (1,), "binary_crossentropy", targets=bits)
    )
    yield "two layers, binary, weights", case(
        step([dense(units=5, activation="relu"), dense(units=1, activation="sigmoid")], (3,), (1,), "binary_crossentropy", targets=bits, weight=True)
    )
    yield "softmax, categorical", case(
        step([dense(units=4, activation="softmax")], (3,), (4,), "categorical_crossentropy", targets=one_hot)
    )
    yield "softmax, sparse", case(
        step([dense(units=4, activation="softmax")], (3,), (), "sparse_categorical_crossentropy", targets=labels(4))
    )
    yield "logits, sparse", case(
        step([dense(units=4)], (3,), (), {"name": "sparseCategoricalCrossentropy", "fromLogits": True}, targets=labels(4))
    )
    yield "saturated sigmoid", case(saturated)
    yield from noise()
    yield from reshaping()
    yield from normalization()
    yield from constrained()
    yield from activations()
    yield from preprocessing()
    yield from einsum()
    yield from wrapped()
    yield from functions()


def noise():
    for name, shape, options in [
        ("gaussianNoise", (6,), {"stddev": 0.0}),
        ("gaussianNoise", (2, 3), {"stddev": 0.3}),
        ("gaussianNoise", (6,), {"stddev": 1.0, "seed": 5}),
        ("gaussianDropout", (6,), {"rate": 0.0}),
        ("gaussianDropout", (2, 3), {"rate": 0.3}),
        ("gaussianDropout", (6,), {"rate": 0.5, "seed": 5}),
        ("alphaDropout", (6,), {"rate": 0.0}),
        ("alphaDropout", (6,), {"rate": 0.2}),
        ("alphaDropout", (3, 4), {"rate": 0.5, "noiseShape": [None, 1, 4], "seed": 5}),
        ("spatialDropout1d", (3, 4), {"rate": 0.4}),
        ("spatialDropout1d", (3, 4), {"rate": 0.0}),
        ("spatialDropout2d", (2, 3, 4), {"rate": 0.4, "seed": 9}),
        ("spatialDropout2d", (4, 2, 3), {"rate": 0.4, "dataFormat": "channels_first"}),
        ("spatialDropout3d", (2, 1, 2, 4), {"rate": 0.4}),
        ("spatialDropout3d", (4, 2, 1, 2), {"rate": 0.3, "dataFormat": "channels_first"}),
    ]:
        yield f"{name} {shape} {options}", case(step([{"layer": name, **options}], shape, shape, zeros=False))
    yield "gaussianNoise with activity L1", case(
        step([{"layer": "gaussianNoise", "stddev": 0.2, "activityRegularizer": "l1"}], (6,), (6,), zeros=False)
    )


def reshaping():
    first = {"dataFormat": "channels_first"}
    for name, options, shape, output in [
        ("identity", {}, (2, 3), (2, 3)),
        ("identity", {"activityRegularizer": "l2"}, (4,), (4,)),
        ("permute", {"dims": [2, 1]}, (2, 3), (3, 2)),
        ("permute", {"dims": [3, 1, 2]}, (2, 3, 4), (4, 2, 3)),
        ("repeatVector", {"n": 3}, (4,), (3, 4)),
        ("repeatVector", {"n": 1}, (4,), (1, 4)),
        ("cropping1d", {}, (5, 2), (3, 2)),
        ("cropping1d", {"cropping": [0, 2]}, (5, 2), (3, 2)),
        ("cropping2d", {"cropping": [[1, 0], [0, 2]]}, (3, 4, 2), (2, 2, 2)),
        ("cropping2d", {"cropping": 1, **first}, (2, 4, 3), (2, 2, 1)),
        ("cropping2d", {"cropping": [0, 1]}, (3, 4, 2), (3, 2, 2)),
        ("cropping3d", {}, (3, 3, 4, 2), (1, 1, 2, 2)),
        ("cropping3d", {"cropping": [[0, 1], [1, 0], [2, 1]], **first}, (2, 2, 3, 4), (2, 1, 2, 1)),
        ("upSampling1d", {}, (3, 2), (6, 2)),
        ("upSampling1d", {"size": 3}, (2, 2), (6, 2)),
        ("upSampling2d", {}, (2, 3, 2), (4, 6, 2)),
        ("upSampling2d", {"size": [1, 3], **first}, (2, 2, 3), (2, 2, 9)),
        ("upSampling2d", {"interpolation": "bilinear"}, (2, 3, 2), (4, 6, 2)),
        ("upSampling2d", {"size": [3, 2], "interpolation": "bicubic", **first}, (2, 4, 3), (2, 12, 6)),
        ("upSampling2d", {"interpolation": "lanczos3"}, (5, 4, 1), (10, 8, 1)),
        ("upSampling2d", {"interpolation": "lanczos5"}, (5, 7, 1), (10, 14, 1)),
        ("upSampling3d", {}, (1, 2, 2, 2), (2, 4, 4, 2)),
        ("upSampling3d", {"size": [2, 1, 3], **first}, (2, 1, 2, 2), (2, 2, 2, 6)),
        ("zeroPadding1d", {}, (3, 2), (5, 2)),
        ("zeroPadding1d", {"padding": [2, 0]}, (3, 2), (5, 2)),
        ("zeroPadding1d", {"padding": [0, 1], **first}, (2, 3), (2, 4)),
        ("zeroPadding2d", {}, (2, 3, 2), (4, 5, 2)),
        ("zeroPadding2d", {"padding": [[1, 0], [0, 2]], **first}, (2, 2, 3), (2, 3, 5)),
        ("zeroPadding2d", {"padding": [2, 0]}, (2, 3, 2), (6, 3, 2)),
        ("zeroPadding3d", {}, (1, 2, 1, 2), (3, 4, 3, 2)),
        ("zeroPadding3d", {"padding": [[0, 1], [1, 0], [2, 1]], **first}, (2, 1, 2, 1), (2, 2, 3, 4)),
    ]:
        yield f"{name} {shape} {options}", case(step([{"layer": name, **options}], shape, output))


def trained(layer, shape, rows, batch, zeros=False):
    """Epochs with a tail and validation, so that what a layer keeps from step to step is met."""

    def make(rng):
        data = {
            "x": f32(rng.normal(size=(rows, *shape)) * 2 + 1),
            "y": f32(rng.normal(size=(rows, 2))),
            "vx": f32(rng.normal(size=(5, *shape))),
            "vy": f32(rng.normal(size=(5, 2))),
        }
        flatten = [{"layer": "flatten"}] if len(shape) > 1 else []
        fit = {"do": "fit", "x": "x", "y": "y", "validationData": ["vx", "vy"], "options": {"batchSize": batch, "epochs": 2}}
        return {
            "layers": [{**layer, "inputShape": list(shape)}, *flatten, dense(units=2)],
            "compile": {"loss": "mse", "optimizer": {"name": "sgd", "learningRate": 0.05}},
            "steps": [fit, {"do": "getWeights"}, {"do": "evaluate", "x": "x", "y": "y"}, {"do": "predict", "x": "vx"}],
        }, data

    return make


def normalization():
    l1 = {"name": "l1", "l1": 0.1}
    every = {"betaRegularizer": l1, "gammaRegularizer": "l2", "activityRegularizer": l1}
    started = {"betaInitializer": {"name": "constant", "value": 0.3}, "gammaInitializer": {"name": "constant", "value": 1.5}}
    moving = {"movingMeanInitializer": {"name": "constant", "value": 0.5}, "movingVarianceInitializer": {"name": "constant", "value": 2.0}}
    for options, shape in [
        ({}, (4,)),
        ({"axis": [1, 2]}, (2, 3)),
        ({"axis": 1, "epsilon": 0.1}, (2, 3)),
        ({"center": False}, (4,)),
        ({"scale": False}, (4,)),
        ({**started, **every}, (4,)),
        ({"rmsScaling": True}, (4,)),
        ({"rmsScaling": True, "epsilon": 0.1, "axis": [1, 2], "scale": False, **started, "gammaRegularizer": "l2"}, (2, 3)),
    ]:
        yield f"layerNormalization {shape} {options}", case(step([{"layer": "layerNormalization", **options}], shape, shape))
    for options, shape in [
        # Groups of two numbers that are nearly equal would magnify rounding.
        ({"groups": 2}, (8,)),
        ({"groups": -1}, (3, 2)),
        ({"groups": 1, "epsilon": 0.1}, (2, 2, 4)),
        ({"groups": 2, "axis": 1}, (4, 3)),
        ({"groups": 2, "center": False, "scale": False}, (3, 4)),
        ({"groups": 2, **started, **every}, (8,)),
    ]:
        yield f"groupNormalization {shape} {options}", case(step([{"layer": "groupNormalization", **options}], shape, shape))
    for options, shape in [({}, (4,)), ({"axis": [1, 2], "epsilon": 0.1}, (2, 3))]:
        yield f"rmsNormalization {shape} {options}", case(step([{"layer": "rmsNormalization", **options}], shape, shape))
    for options, shape in [({}, (4,)), ({"axis": [1, 2]}, (2, 3)), ({"axis": 1}, (2, 3))]:
        yield f"unitNormalization {shape} {options}", case(step([{"layer": "unitNormalization", **options}], shape, shape))
    for options, shape in [
        ({}, (4,)),
        ({"axis": 1, "epsilon": 0.1, "momentum": 0.8}, (2, 3)),
        ({"center": False, **moving}, (4,)),
        ({"scale": False}, (2, 3)),
        ({**started, **every}, (4,)),
        ({"frozen": True, **moving}, (4,)),
    ]:
        yield f"batchNormalization {shape} {options}", case(step([{"layer": "batchNormalization", **options}], shape, shape))
    clipping = {"rmin": 0.9, "rmax": 1.1, "dmax": 0.2}
    for options, shape in [
        ({"renorm": True}, (4,)),
        ({"renorm": True, "renormClipping": clipping, "axis": 1, "epsilon": 0.1}, (2, 3)),
        ({"renorm": True, "scale": False, **moving}, (4,)),
        ({"renorm": True, "center": False, "scale": False}, (4,)),
        ({"renorm": True, "renormClipping": {"dmax": 0.1}, **started, **every}, (4,)),
    ]:
        yield f"batchNormalization {shape} {options}", case(step([{"layer": "batchNormalization", **options}], shape, shape))
    for options in [{}, {"renormClipping": clipping}]:
        renorm = {"layer": "batchNormalization", "momentum": 0.9, "renorm": True, "renormMomentum": 0.8, **options}
        yield f"batchNormalization trained, {renorm}", case(trained(renorm, (2, 3), 14, 8))
    yield "batchNormalization, a row", case(step([{"layer": "batchNormalization"}], (3, 4), (3, 4), rows=1, zeros=False))
    for name, rows, batch in [("a tail of 6", 14, 8), ("batches of one", 3, 1)]:
        for shape in [(4,), (2, 3)]:
            yield f"batchNormalization {shape} trained, {name}", case(
                trained({"layer": "batchNormalization", "momentum": 0.9}, shape, rows, batch)
            )


def constrained():
    """Constraints after the update: rates of 1 move weights far beyond their bounds."""
    both = lambda one: {"kernelConstraint": one, "biasConstraint": one}
    for one in ["max_norm", "min_max_norm", "NonNeg", "unit_norm", {"function": "halve"}]:
        yield f"dense, constraint {one}", case(step([dense(units=3, **both(one))], (4,), (3,)))
    for one in [{"name": "maxNorm", "maxValue": 0.5, "axis": 1}, {"name": "minMaxNorm", "minValue": 0.4, "rate": 0.5, "axis": 0}]:
        yield f"dense, constraint {one}", case(step([dense(units=3, kernelConstraint=one)], (4,), (3,)))
    yield "dense frozen, constraint", case(step([dense(units=3, frozen=True, kernelConstraint="unit_norm")], (4,), (3,)))


def activations():
    for options in [{}, {"alpha": 0.4}]:
        yield f"elu {options}", case(step([{"layer": "elu", **options}], (4,), (4,)))
    for options in [{}, {"negativeSlope": 0.05}, {"negativeSlope": 0.0}]:
        yield f"leakyReLU {options}", case(step([{"layer": "leakyReLU", **options}], (4,), (4,)))
    for options in [{}, {"axis": 1}, {"axis": [1, 2]}, {"axis": [-1]}]:
        yield f"softmax {options}", case(step([{"layer": "softmax", **options}], (3, 4), (3, 4)))
    quarter = {"name": "constant", "value": 0.25}
    for options in [
        {},
        {"alphaInitializer": quarter},
        {"alphaInitializer": "ones", "sharedAxes": [1]},
        {"alphaInitializer": quarter, "sharedAxes": [1, 2], "alphaRegularizer": {"name": "l2", "l2": 0.2}},
        {"alphaInitializer": {"name": "randomUniform", "seed": 3}, "alphaConstraint": "non_neg", "activityRegularizer": "l1"},
    ]:
        yield f"prelu {options}", case(step([{"layer": "prelu", **options}], (3, 4), (3, 4)))
    for name in ["leaky_relu", "hard_swish", "selu", "mish", "sparsemax", "log_softmax", "soft_shrink", "celu"]:
        yield f"dense {name}", case(step([dense(units=3, activation=name)], (4,), (3,)))
    yield "dense glu", case(step([dense(units=6, activation="glu")], (4,), (3,)))
    for shape in ([2, 6], [-1], [3, -1, 2], [12]):
        out = [12 // abs(int(np.prod(shape))) if e == -1 else e for e in shape]
        yield f"reshape {shape}", case(step([{"layer": "reshape", "targetShape": shape}], (3, 4), tuple(out)))


def categories(layer, shape, outputs, tokens):
    """Whole numbers through a layer that encodes them, before a dense one."""

    def make(rng):
        data = {"x": rng.integers(0, tokens, size=(6, *shape)).astype(np.int32), "y": f32(rng.normal(size=(6, *outputs, 3)))}
        batch = {"do": "trainOnBatch", "x": "x", "y": "y"}
        graph = {
            "inputs": {"x": {"shape": list(shape), "dtype": "int32"}},
            "calls": {"h": {"layer": layer, "of": "x"}, "out": {"layer": dense(units=3), "of": "h"}},
            "outputs": "out",
        }
        steps = [{"do": "getWeights"}, {"do": "predict", "x": "x"}, batch, {"do": "getWeights"}, {"do": "predict", "x": "x"}]
        return {"graph": graph, "compile": {"loss": "mse", "optimizer": SGD}, "steps": steps}, data

    return make


def adapted(layer, shape, after=(), known=True):
    """A layer that learned from the data before the model trains on it; whether the model is built before."""

    def make(rng):
        data = {"x": f32(rng.normal(size=(14, *shape)) * 3 + 2), "y": f32(rng.normal(size=(14, 2)))}
        flatten = [{"layer": "flatten"}] if len(shape) > 1 else []
        fit = {"do": "fit", "x": "x", "y": "y", "options": {"batchSize": 8, "epochs": 2}}
        return {
            "layers": [{**layer, "inputShape": list(shape)} if known else layer, *after, *flatten, dense(units=2)],
            "compile": {"loss": "mse", "optimizer": {"name": "sgd", "learningRate": 0.05}},
            "steps": [
                {"do": "adapt", "layer": 0, "x": "x"},
                {"do": "predict", "x": "x"},
                fit,
                {"do": "getWeights"},
                {"do": "evaluate", "x": "x", "y": "y"},
            ],
        }, data

    return make


def preprocessing():
    for options, shape in [({"scale": 0.5}, (4,)), ({"scale": -2.0, "offset": 0.3, "activityRegularizer": "l2"}, (2, 3))]:
        yield f"rescaling {shape} {options}", case(step([{"layer": "rescaling", **options}], shape, shape))
    channels = {"scale": [0.5, 2.0, -1.0], "offset": [0.0, 1.0, -2.0]}
    yield "rescaling, by channel", case(step([{"layer": "rescaling", **channels}], (2, 3), (2, 3)))
    for options, shape in [
        ({"mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 0.25]}, (3,)),
        ({"axis": None, "mean": 0.5, "variance": 2.0}, (2, 3)),
        ({"axis": [1, 2], "mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 0.0]}, (2, 3)),
        ({"mean": [0.5, -1.0, 2.0], "variance": [1.0, 4.0, 0.25], "invert": True, "activityRegularizer": "l1"}, (2, 3)),
        ({}, (3,)),
    ]:
        yield f"normalization {shape} {options}", case(step([{"layer": "normalization", **options}], shape, shape))
    for options, shape in [({}, (4,)), ({"axis": 1}, (2, 3)), ({"axis": [1, 2]}, (2, 3)), ({"axis": None}, (3,)), ({"invert": True}, (4,))]:
        yield f"normalization {shape} {options} adapted", case(adapted({"layer": "normalization", **options}, shape))
    for mode, outputs in [("multi_hot", ()), ("count", ()), ("one_hot", (3,))]:
        layer = {"layer": "categoryEncoding", "numTokens": 5, "outputMode": mode}
        yield f"categoryEncoding {mode}", case(categories(layer, (3,), outputs, 5))
    yield "categoryEncoding one_hot of one", case(
        categories({"layer": "categoryEncoding", "numTokens": 4, "outputMode": "one_hot"}, (1,), (), 4)
    )
    yield "categoryEncoding beyond its tokens", case(
        categories({"layer": "categoryEncoding", "numTokens": 3, "outputMode": "count"}, (4,), (), 6)
    )
    for mode in ["multi_hot", "count", "one_hot"]:
        layer = {"layer": "discretization", "numBins": 4, "outputMode": mode}
        flatten = ({"layer": "flatten"},) if mode == "one_hot" else ()
        yield f"discretization {mode} adapted", case(adapted(layer, (3,), flatten, known=False))


def einsum():
    every = {"kernelRegularizer": "l2", "biasRegularizer": "l1", "activityRegularizer": "l1", "kernelConstraint": "max_norm"}
    for equation, units, shape, output, options in [
        ("ab,bc->ac", 3, (4,), (3,), {}),
        ("ab,bc->ac", [3], (4,), (3,), {"biasAxes": "c", "activation": "tanh", **every}),
        ("abc,cd->abd", [None, 3], (2, 4), (2, 3), {"biasAxes": "d", "kernelInitializer": "he_normal"}),
        ("abc,cde->abde", [2, 3, 2], (2, 4), (2, 3, 2), {"biasAxes": "de"}),
        ("abc,cde->aebd", [2, 2, 3], (2, 4), (2, 2, 3), {"biasAxes": "ed", "kernelInitializer": "lecun_uniform"}),
        ("abcd,cde->abe", [2, 3], (2, 2, 3), (2, 3), {"biasAxes": "b", "biasInitializer": "ones"}),
        ("abc,bcd->abd", [2, 3], (2, 4), (2, 3), {"biasAxes": "bd"}),
        ("...x,xy->...y", 3, (2, 4), (2, 3), {"biasAxes": "y", "activation": "relu"}),
        ("...x,xy->...y", 3, (4,), (3,), {"kernelInitializer": {"name": "varianceScaling", "scale": 2, "mode": "fan_avg"}}),
        ("ab...,bc->ac...", 3, (4, 2), (3, 2), {"biasAxes": "c", "kernelInitializer": "orthogonal"}),
    ]:
        layer = {"layer": "einsumDense", "equation": equation, "outputShape": units, **options}
        yield f"einsumDense {shape} {layer}", case(step([layer], shape, output))


def spectral(options, shape, output, **wrapped):
    return step([{"layer": "spectralNormalization", "wrapped": dense(**wrapped), **options}], shape, output)


def wrapped():
    l2 = {"name": "l2", "l2": 0.2}
    for options, inner in [
        ({}, {"units": 3}),
        ({"powerIterations": 4}, {"units": 2, "activation": "tanh"}),
        # The penalty of a kernel is that of the divided one.
        ({"activityRegularizer": "l1"}, {"units": 3, "kernelRegularizer": l2, "biasRegularizer": "l1", "activityRegularizer": "l2"}),
        ({}, {"units": 3, "kernelInitializer": "zeros"}),
        ({}, {"units": 3, "kernelConstraint": "unit_norm", "useBias": False}),
        ({"frozen": True}, {"units": 3}),
        ({}, {"units": 3, "frozen": True}),
    ]:
        yield f"spectralNormalization {options} {inner}", case(spectral(options, (4,), (3,) if inner["units"] == 3 else (2,), **inner))
    yield "spectralNormalization on steps", case(spectral({}, (2, 4), (2, 3), units=3))
    yield "spectralNormalization trained", case(
        trained({"layer": "spectralNormalization", "wrapped": dense(units=4, activation="relu")}, (3,), 14, 8)
    )


def functions():
    for name in ["halve", "gate"]:
        yield f"lambda {name}", case(step([{"layer": "lambda", "function": name}], (4,), (4,)))
    yield "lambda, activity L1", case(step([{"layer": "lambda", "function": "gate", "activityRegularizer": "l1"}], (2, 3), (2, 3)))
