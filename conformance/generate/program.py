"""Runs a program: JSON that says which model to build and what to do with it, the same for Keras and for tacet.

    {"seed": 1, "data": {name: array}, "layers": [...], "compile": {...}, "steps": [{"do": "fit", ...}, ...]}

"floatx": "float64" makes everything float64, for which JAX has to allow it: `run` sees to that, `prepare` does not.
A model is a row of `layers`, a `graph` of them (see graph.py), or a `model` of custom.py. Where a graph has several inputs or outputs, x, y and
sampleWeight are lists or objects of names of data.

Names and options are tacet's, in camelCase; this file reads them as Keras's. Every step leaves a record. The record of
a `fit` holds its History and, where asked, the batch logs; the others hold what they return. `conformance/program.ts`
runs the same JSON on tacet and compares the records.
"""

import contextlib
import re

import keras
import numpy as np

from . import graph
from .custom import MODELS
from .double import double
from .encode import encode
from .listeners import Listeners
from .streams import stream


def classes(module):
    """Keras's classes by tacet's names, which differ in the case of their letters."""
    return {name.lower(): found for name, found in vars(module).items() if isinstance(found, type)}


LAYERS = classes(keras.layers)
CALLBACKS = classes(keras.callbacks)
INITIALIZERS = classes(keras.initializers)
CONSTRAINTS = classes(keras.constraints)
REGULARIZERS = classes(keras.regularizers)
OPTIMIZERS = classes(keras.optimizers)
SCHEDULES = classes(keras.optimizers.schedules)
LOSSES = classes(keras.losses)
METRICS = classes(keras.metrics)

# Plain functions of a tensor, named in programs; program.ts has the same ones.
FUNCTIONS = {
    "sumAbs": lambda x: 0.01 * keras.ops.sum(keras.ops.abs(x)),
    "meanSquare": lambda x: 0.1 * keras.ops.mean(keras.ops.square(x)),
    "halve": lambda w: 0.5 * w,
    "gate": lambda x: x * keras.ops.sigmoid(keras.ops.flip(x, -1)),
}


class AddLoss(keras.layers.Layer):
    """Passes its input on and adds a loss: a scalar, or a vector, which Keras sums."""

    def __init__(self, vector):
        super().__init__()
        self.vector = vector

    def call(self, x):
        self.add_loss(0.01 * keras.ops.sum(keras.ops.square(x), axis=0 if self.vector else None))
        return x

    def compute_output_shape(self, input_shape):
        return input_shape


def snake(name):
    """beta1 is beta_1, tMul t_mul; l1 stays l1."""
    return re.sub("[A-Z]", lambda c: "_" + c[0].lower(), re.sub(r"([a-z]{2})(\d)", r"\1_\2", name))


def keywords(spec, drop=("name",)):
    return {snake(k): v for k, v in spec.items() if k not in drop}


def named(spec, table):
    """A string stays one (Keras resolves it); {"name": ..., options} is an instance."""
    return spec if spec is None or isinstance(spec, str) else table[spec["name"].lower()](**keywords(spec))


def learning_rate(spec):
    """A number stays one."""
    return named(spec, SCHEDULES) if isinstance(spec, dict) else spec


def optimizer(spec):
    """Its learning rate may be a schedule, or it wraps another; `exclude` lists names without weight decay."""
    if isinstance(spec, str):
        return spec
    spec = dict(spec)
    exclude = spec.pop("exclude", None)
    if "learningRate" in spec:
        spec["learningRate"] = learning_rate(spec["learningRate"])
    if "innerOptimizer" in spec:
        spec["innerOptimizer"] = optimizer(spec["innerOptimizer"])
    made = named(spec, OPTIMIZERS)
    if exclude:
        made.exclude_from_weight_decay(var_names=exclude)
    return made


def constraint(spec):
    if isinstance(spec, dict) and "function" in spec:
        return FUNCTIONS[spec["function"]]
    return keras.constraints.get(named(spec, CONSTRAINTS))


def by_output(spec, table):
    """Lists, and objects by output name, of what `named` reads."""
    if isinstance(spec, list):
        return [by_output(e, table) for e in spec]
    if isinstance(spec, dict) and "name" not in spec:
        return {k: by_output(v, table) for k, v in spec.items()}
    return named(spec, table)


def regularizer(spec):
    if isinstance(spec, dict) and "function" in spec:
        return FUNCTIONS[spec["function"]]
    return keras.regularizers.get(named(spec, REGULARIZERS))


def times_rows(penalty):
    """Undoes Keras's division by the batch's rows: the reference for activityReduction "sum"."""
    return lambda x: penalty(x) * keras.ops.cast(keras.ops.shape(x)[0], x.dtype)


def live(variable):
    return lambda x: variable * keras.ops.sum(keras.ops.abs(x))


def layer(spec, total):
    if spec["layer"] in ("sequential", "functional"):
        make = lambda one: layer(one, total)
        row = spec["layer"] == "sequential"
        made = keras.Sequential([make(one) for one in spec["layers"]]) if row else graph.build(spec["graph"], make)
        if spec.get("frozen"):
            made.trainable = False
        return made
    if spec["layer"] == "addLoss":
        return AddLoss(spec["vector"])
    options = {}
    for key, value in spec.items():
        if key in ("layer", "live", "inputShape", "frozen") or key == "inputDim" and "outputDim" not in spec:
            continue
        if key == "wrapped":
            key, value = "layer", layer(value, total)
        elif key in ("cell", "cells", "backwardLayer"):
            value = [layer(one, total) for one in value] if isinstance(value, list) else layer(value, total)
        elif key == "function":
            value = FUNCTIONS[value]
        elif key.endswith("Constraint"):
            value = constraint(value)
        elif key.endswith("Regularizer"):
            value = regularizer(value)
            if key == "activityRegularizer" and total:
                value = times_rows(value)
        elif key.endswith("Initializer"):
            value = named(value, INITIALIZERS)
        options[snake(key)] = value
    made = LAYERS[spec["layer"].lower()](**options)
    if spec["layer"] == "activityRegularization" and total:
        made.activity_regularizer = times_rows(made.activity_regularizer)
    if spec["layer"] == "simpleRNN" and "activityRegularizer" in spec:
        # Keras forgets the option, but not what is assigned.
        made.activity_regularizer = options["activity_regularizer"]
    if "live" in spec:
        # Tracked as a weight of the layer, so that a compiled step reads it anew.
        made.coefficient = keras.Variable(spec["live"], trainable=False, name="coefficient")
        penalty = live(made.coefficient)
        made.activity_regularizer = times_rows(penalty) if total else penalty
    if spec.get("frozen"):
        made.trainable = False
    return made


def adapt(made, *batches):
    """Discretization.adapt asks for TensorFlow even where it doesn't use it; these are the steps that it takes."""
    if isinstance(made, keras.layers.Discretization):
        made.reset_state()
        for batch in batches:
            made.update_state(batch)
        made.finalize_state()
    else:
        made.adapt(batches[0] if len(batches) == 1 else batches)


def build(spec):
    total = spec["compile"].get("activityReduction") == "sum"
    if "model" in spec:
        return MODELS[spec["model"]]()
    if "graph" in spec:
        return graph.build(spec["graph"], lambda one: layer(one, total))
    model = keras.Sequential()
    for index, one in enumerate(spec["layers"]):
        # An embedding's inputDim is the size of its table.
        width = [one["inputDim"]] if "inputDim" in one and "outputDim" not in one else None
        if index == 0 and ("inputShape" in one or width):
            model.add(keras.Input(tuple(one.get("inputShape", width))))
        model.add(layer(one, total))
    return model


def compile_model(model, spec):
    model.compile(
        loss=by_output(spec["loss"], LOSSES),
        optimizer=optimizer(spec["optimizer"]),
        metrics=by_output(spec.get("metrics", []), METRICS),
        loss_weights=spec.get("lossWeights"),
        weighted_metrics=by_output(spec.get("weightedMetrics"), METRICS),
    )


class Recorder(keras.callbacks.Callback):
    """Keeps batch logs and applies a step's `at`: changes made as an epoch begins."""

    def __init__(self, step):
        super().__init__()
        self.step = step
        self.batches = []

    def on_epoch_begin(self, epoch, logs=None):
        for change in self.step.get("at", []):
            if change["epoch"] == epoch:
                if "coefficient" in change:
                    self.model.layers[change["layer"]].coefficient.assign(change["coefficient"])
                if "learningRate" in change:
                    self.model.optimizer.learning_rate = change["learningRate"]

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append({k: np.asarray(v) for k, v in logs.items()})


def resolve(spec, given):
    """The arrays of `data`: given ones, or scikit-learn's circles by rows."""
    out = {}
    for name, value in spec.items():
        if isinstance(value, dict) and "circles" in value:
            from sklearn.datasets import make_circles

            x, y = make_circles(n_samples=100, noise=0.1, random_state=value["circles"])
            begin, end = value["rows"]
            out[name] = (x if value["part"] == "x" else y)[begin:end]
        else:
            out[name] = value
    return {**out, **given}


def table(logs):
    """Named series or scalars, of the type that the model computes in."""
    return {k: encode(np.asarray(v, keras.config.floatx())) for k, v in logs.items()}


def weights(model):
    """Without the coefficient variables that `live` adds."""
    return [w.numpy() for w in model.weights if w.name != "coefficient"]


def run_step(model, step, data, spec):
    do = step["do"]
    read = lambda names: graph.arranged(names, data.__getitem__)
    array = lambda key: read(step[key]) if key in step else None
    if "stream" in step:
        streamed = stream(step["stream"], [read(step[key]) for key in ("x", "y", "sampleWeight") if key in step])
        array = lambda key: streamed if key == "x" else None
    if do == "fit":
        recorder = Recorder(step)
        options = {snake(k): v for k, v in step.get("options", {}).items()}
        if "validationData" in step:
            options["validation_data"] = tuple(read(names) for names in step["validationData"])
        if "validationStream" in step:
            options["validation_data"] = stream(step["validationStream"], options["validation_data"])
        if "class_weight" in options:
            options["class_weight"] = {int(k): v for k, v in options["class_weight"].items()}
        listeners = Listeners(step.get("callbacks", []), lambda c: named(c, CALLBACKS))
        callbacks = [recorder, *listeners.callbacks]
        with listeners.sending():
            history = model.fit(
                array("x"), array("y"), sample_weight=array("sampleWeight"), verbose=0, callbacks=callbacks, **options
            )
        record = {"history": table(history.history), "epochs": list(history.epoch), **listeners.record()}
        if step.get("batches"):
            keys = recorder.batches[0].keys() if recorder.batches else []
            record["batches"] = table({k: [b[k] for b in recorder.batches] for k in keys})
        return record
    if do == "evaluate":
        options = {snake(k): v for k, v in step.get("options", {}).items()}
        result = model.evaluate(
            array("x"), array("y"), sample_weight=array("sampleWeight"), verbose=0, return_dict=True, **options
        )
        return {"logs": table(result)}
    if do == "predict":
        result = model.predict(array("x"), verbose=0, **keywords(step.get("options", {})))
        return {"value": encode(result)} if isinstance(result, np.ndarray) else {"values": graph.arranged(result, encode)}
    if do in ("trainOnBatch", "testOnBatch"):
        method = model.train_on_batch if do == "trainOnBatch" else model.test_on_batch
        result = method(array("x"), array("y"), sample_weight=array("sampleWeight"), return_dict=True)
        return {"logs": table(result)}
    if do == "getWeights":
        return {"weights": [encode(w) for w in weights(model)]}
    if do == "getOptimizer":
        own = model.optimizer
        return {"optimizer": [encode(v.numpy()) for v in own.variables], "logs": table({"rate": float(own.learning_rate)})}
    if do == "setLearningRate":
        model.optimizer.learning_rate = learning_rate(step["value"])
        return {}
    if do == "setWeights":
        model.set_weights([data[name] for name in step["weights"]])
        return {}
    if do == "adapt":
        adapt(model.layers[step["layer"]], data[step["x"]])
        return {}
    if do == "compile":
        compile_model(model, {**spec["compile"], **step.get("options", {})})
        return {}
    if do == "setTrainable":
        model.layers[step["layer"]].trainable = step["value"]
        return {}
    if do == "setActivityRegularizer":
        total = spec["compile"].get("activityReduction") == "sum"
        value = regularizer(step["value"])
        model.layers[step["layer"]].activity_regularizer = times_rows(value) if total and value else value
        return {}
    raise ValueError(f"no step {do}")


def prepare(spec, data):
    """The model of a program, compiled, and its data."""
    keras.backend.clear_session(free_memory=False)
    keras.config.set_floatx(spec.get("floatx", "float32"))
    keras.utils.set_random_seed(spec["seed"])
    arrays = resolve(spec.get("data", {}), data)
    model = build(spec)
    compile_model(model, spec["compile"])
    return model, arrays


def run(spec, data):
    """The case: the program with its data encoded, and the records of its steps."""
    with double() if spec.get("floatx") == "float64" else contextlib.nullcontext():
        model, arrays = prepare(spec, data)
        records = [run_step(model, step, arrays, spec) for step in spec["steps"]]
    encoded = {**spec.get("data", {}), **{k: encode(v) for k, v in data.items()}}
    return {"program": {**spec, "data": encoded}, "records": records}


def case(make_spec):
    """A case of `make_spec(rng) -> (spec, data)`; a seed absent from spec is drawn."""

    def make(rng):
        spec, data = make_spec(rng)
        return run({"seed": int(rng.integers(0, 2**31)), **spec}, data)

    return make
