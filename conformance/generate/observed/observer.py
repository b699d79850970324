"""Wraps Keras's classes and functions so that what a test computes with them, and what it expects, becomes known.

Each result is remembered by its identity together with how it came about: the object and its options, and what it was
called with. Where a test then asserts that a result is near given numbers, that is a fact: numbers that Keras's authors
vouch for.
"""

import functools
import inspect

import keras
import numpy as np
from keras.src import activations, backend, testing
from keras.src.losses import losses as loss_functions
from keras.src.optimizers.base_optimizer import BaseOptimizer

from . import layers
from .spell import Unspeakable, array, camel, numpy, option
from .steps import Steps

BASES = {
    "loss": keras.losses.Loss,
    "metric": keras.metrics.Metric,
    "optimizer": BaseOptimizer,
    "schedule": keras.optimizers.schedules.LearningRateSchedule,
    "regularizer": keras.regularizers.Regularizer,
    "constraint": keras.constraints.Constraint,
    "initializer": keras.initializers.Initializer,
    "layer": keras.layers.Layer,
}
# Classes of the tests' own that the runner has too.
OWN = ("ExampleLoss", "OneStateRNNCell", "TwoStatesRNNCell")
PLAIN = (bool, int, float, str, type(None))
# What a test may take of a result before it expects something of it.
REDUCTIONS = ("mean", "std", "var", "max", "min", "sum")


def derived(source, how):
    """A source of something taken from another's result; what is not known stays so."""
    if isinstance(source, str):
        return source
    return {**source, "through": [*source.get("through", []), how]}


def subclasses(base):
    return [base] + [found for one in base.__subclasses__() for found in subclasses(one)]


class Observer:
    """One for all tests; `begin` forgets what the last test did."""

    def __init__(self):
        self.quiet = 0
        self.begin()

    def begin(self):
        self.made, self.sources, self.logs, self.built, self.kept = {}, {}, {}, {}, []
        self.facts, self.reasons, self.flags = [], [], set()
        self.past = layers.Past()
        self.steps = Steps(self)

    def keep(self, value):
        self.kept.append(value)
        return id(value)

    def remember(self, value, describe):
        """`describe` is how the result came about, or the reason why that cannot be told."""
        if type(value) in PLAIN:
            return
        self.sources[self.keep(value)] = describe
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple) and shape and value.shape is shape:
            self.sources[self.keep(shape)] = derived(describe, "shape")

    def spec(self, value):
        """{"name", options} of an object that was seen being made."""
        found = self.made.get(id(value))
        if found is None:
            if not any(isinstance(value, base) for base in BASES.values()):
                return None
            if type(value).__module__.endswith("_test"):
                raise Unspeakable("classes of the test's own")
            return {"name": type(value).__name__}
        name, options = found
        return {"name": name, **{camel(k): option(v, self.spec) for k, v in options.items() if k != "name"}}

    def described(self, make):
        """What `make` gives, or the reason why it cannot be said."""
        try:
            return make()
        except Unspeakable as reason:
            return str(reason)
        except Exception as error:  # Tracers, above all: a test must not fail because it is watched.
            return "results inside of compiled functions" if "racer" in type(error).__name__ else f"{type(error).__name__}: {error}"

    # What tests call.

    def call(self, base, original):
        """A call of an object: `base` says of what kind it is."""

        @functools.wraps(original)
        def called(this, *args, **kwargs):
            if self.quiet:
                return original(this, *args, **kwargs)
            if base == "layer":
                return self.layer_call(original, this, args, kwargs)
            before = self.described(lambda: self.given(base, original, this, args, kwargs))
            result = original(this, *args, **kwargs)
            self.remember(result, before)
            return result

        return called

    def given(self, base, original, this, args, kwargs):
        bound = inspect.signature(original).bind(this, *args, **kwargs).arguments
        bound = {k: v for k, v in list(bound.items())[1:]}
        bound.update(bound.pop("kwargs", {}))
        for name in ("w", "inputs"):
            if name in bound:
                bound["x"] = bound.pop(name)
        described = {base: self.spec(this), **{camel(k): self.argument(v, False) for k, v in bound.items() if v is not None}}
        for name in ("y_pred", "x"):
            masks = self.masks(bound.get(name))
            if masks is not None and "mask" not in described:
                described["mask"] = masks
        return described

    def layer_call(self, original, this, args, kwargs):
        call = self.described(lambda: self.layer_given(this, layers.arguments(this, args, kwargs)))
        result = original(this, *args, **kwargs)
        if isinstance(call, dict):
            if not any("adapt" in step for step in call.get("before", [])):
                call["weights"] = self.part(lambda: self.built[id(this)])
            if getattr(this, "stateful", False):
                kept = {k: v for k, v in call.items() if k in ("x", "mask", "initialState")}
                unsaid = [v for v in kept.values() if isinstance(v, layers.Unsaid)]
                self.past.add(this, str(unsaid[0]) if unsaid else {"call": kept})
        outputs = layers.outputs(result)
        for i, output in enumerate([result] if outputs is None else outputs):
            self.remember(output, call if outputs is None or isinstance(call, str) else {**call, "output": i})
        return result

    def layer_given(self, this, bound):
        layers.check_precision(this)
        call = {"layer": self.spec(this), "outline": layers.shaped(bound["x"])}
        before = self.past.before(this)
        if before:
            call["before"] = before
        for name, value in bound.items():
            if value is not None:
                call[camel(name)] = bool(value) if name in layers.FLAGS else self.part(lambda: self.argument(value, True))
        if this.built:
            self.built[id(this)] = self.part(lambda: layers.weights(this))
        masks = self.part(lambda: self.masks(bound["x"]))
        return call if masks is None or "mask" in call else {**call, "mask": masks}

    def part(self, make):
        """A part of what is told, which may not be needed."""
        try:
            return make()
        except Unspeakable as reason:
            return layers.Unsaid(reason)

    def masks(self, value):
        """What comes with a tensor; with a list of tensors, a list, in which null is none."""
        if isinstance(value, (list, tuple)):
            masks = [self.masks(e) for e in value]
            return None if all(m is None for m in masks) else {"list": masks}
        mask = getattr(value, "_keras_mask", None)
        return None if mask is None else array(mask)

    def argument(self, value, single):
        """`single`: whether it is made float32 anyway, as layers do."""
        if isinstance(value, (bool, str)):
            return value
        if isinstance(value, (list, tuple)) and value and any(hasattr(e, "shape") for e in value):
            return {"list": [None if e is None else self.argument(e, single) for e in value]}
        if isinstance(value, dict):
            raise Unspeakable("dictionaries of tensors")
        found = numpy(value)
        return array(found.astype("float32") if single and found.dtype == np.float64 else found)

    def function(self, base, name, original):
        @functools.wraps(original)
        def called(*args, **kwargs):
            result = original(*args, **kwargs)
            if not self.quiet:

                def make():
                    bound = inspect.signature(original).bind(*args, **kwargs).arguments
                    tensors = ("y_true", "y_pred", "x")
                    return {
                        base: {"name": name, **{camel(k): option(v, self.spec) for k, v in bound.items() if k not in tensors}},
                        "function": True,
                        **{camel(k): array(v) for k, v in bound.items() if k in tensors},
                    }

                self.remember(result, self.described(make))
            return result

        return called

    def update(self, original):
        @functools.wraps(original)
        def updated(this, *args, **kwargs):
            if id(this) not in self.logs:
                self.logs[self.keep(this)] = []
            log = self.logs[id(this)]
            if not self.quiet and original.__name__ == "update_state":

                def make():
                    bound = inspect.signature(original).bind(this, *args, **kwargs).arguments
                    values = list(bound.values())[1:]
                    # Weights have their place: values and weights, or targets, predictions and weights.
                    return [None if v is None else array(v) for v in values]

                log.append(self.described(make))
            elif not self.quiet:
                log.append("reset")
            self.quiet += 1
            try:
                return original(this, *args, **kwargs)
            finally:
                self.quiet -= 1

        return updated

    def result(self, original):
        @functools.wraps(original)
        def resulted(this, *args, **kwargs):
            value = original(this, *args, **kwargs)
            if not self.quiet:

                def make():
                    log = self.logs.get(id(this), [])
                    for entry in log:
                        if isinstance(entry, str) and entry != "reset":
                            raise Unspeakable(entry)
                    return {"metric": self.spec(this), "updates": list(log)}

                self.remember(value, self.described(make))
            return value

        return resulted

    def init(self, original):
        signature = inspect.signature(original)

        @functools.wraps(original)
        def made(this, *args, **kwargs):
            if id(this) not in self.made and (type(this).__name__ in OWN or not type(this).__module__.endswith("_test")):
                options = {}
                try:
                    for key, value in list(signature.bind(this, *args, **kwargs).arguments.items())[1:]:
                        options.update(value if signature.parameters[key].kind is inspect.Parameter.VAR_KEYWORD else {key: value})
                except TypeError:
                    pass
                self.made[self.keep(this)] = (type(this).__name__, options)
            return original(this, *args, **kwargs)

        made.__signature__ = signature
        return made

    # What tests expect.

    def expect(self, actual, desired, rtol, atol):
        if self.quiet:
            return
        # Of two results, the second is the number that the first must have.
        source = self.source(actual)
        if source is None:
            source, desired = self.source(desired), actual
        if source is None:
            self.reasons.append("numbers that no object of the family gave")
            return
        if isinstance(source, str):
            self.reasons.append(source)
            return

        def make():
            tolerance = {} if (rtol, atol) == (1e-6, 1e-6) else {"rtol": rtol, "atol": atol}
            wanted = numpy(layers.extents(desired))
            short = wanted.dtype == np.float32 and (rtol or atol)
            expected = array(wanted if short else np.asarray(wanted, dtype="float64"))
            return {**layers.said(source), "expected": expected["data"] if isinstance(expected, dict) else expected, **tolerance}

        fact = self.described(make)
        if isinstance(fact, str):
            self.reasons.append(fact)
        else:
            self.facts.append(fact)

    def source(self, value):
        if type(value) in PLAIN:
            return None
        found = self.sources.get(id(value))
        return found if found is not None else self.steps.source(value)

    def layer_test(self, original):
        @functools.wraps(original)
        def tested(test, layer_cls, init_kwargs, *args, **kwargs):
            def make():
                bound = inspect.signature(original).bind(test, layer_cls, init_kwargs, *args, **kwargs).arguments
                bound = {k: v for k, v in bound.items() if k not in ("self", "layer_cls", "init_kwargs")}
                if layer_cls.__module__.endswith("_test"):
                    raise Unspeakable("classes of the test's own")
                if bound.pop("input_sparse", False) or bound.pop("input_ragged", False):
                    raise Unspeakable("sparse tensors")
                if isinstance(bound.get("input_shape"), dict):
                    bound["input_shape"] = list(bound["input_shape"].values())
                data = {k: self.argument(v, True) for k, v in bound.items() if k in ("input_data", "expected_output")}
                known = ("input_shape", "input_dtype", "call_kwargs", "supports_masking", "expected_mask_shape")
                plain = {k: option(v, self.spec) for k, v in bound.items() if k in known or k.startswith("expected_num") or k == "expected_output_shape"}
                options = {camel(k): option(v, self.spec) for k, v in (init_kwargs or {}).items()}
                return {"layerTest": {"name": layer_cls.__name__, **options}, **{camel(k): v for k, v in {**plain, **data}.items()}}

            fact = self.described(make)
            with self.silence():
                result = original(test, layer_cls, init_kwargs, *args, **kwargs)
            # Not before: tests of errors come here too.
            (self.reasons if isinstance(fact, str) else self.facts).append(fact)
            return result

        return tested

    # Putting all in place.

    def install(self):
        methods = {"metric": {"update_state": self.update, "reset_state": self.update, "result": self.result}}
        for kind in ("loss", "schedule", "regularizer", "constraint", "initializer", "layer"):
            methods[kind] = {"__call__": functools.partial(self.call, kind)}
        methods["optimizer"] = self.steps_methods()
        methods["layer"].update(layers.watch(self))
        for kind, base in BASES.items():
            for cls in subclasses(base):
                for name, wrap in {**methods[kind], "__init__": self.init}.items():
                    if name in vars(cls):
                        setattr(cls, name, wrap(vars(cls)[name]))
        self.watch_building()
        for module, kind in ((loss_functions, "loss"), (activations, "activation")):
            for name, found in list(vars(module).items()):
                first = list(inspect.signature(found).parameters)[:1] if inspect.isfunction(found) else []
                if first in (["y_true"], ["x"]) and not name.startswith("_"):
                    setattr(module, name, self.function(kind, name, found))
        self.watch_numpy()
        self.watch_assertions()

    def watch_own(self, module):
        for name in OWN:
            if name in vars(module):
                own = vars(module)[name]
                own.__init__ = self.init(own.__init__)

    def steps_methods(self):
        names = ("apply", "exclude_from_weight_decay", "finalize_variable_values", "_clip_gradients")
        return {name: lambda original: self.steps_method(original) for name in names}

    def steps_method(self, original):
        @functools.wraps(original)
        def called(this, *args, **kwargs):
            if self.quiet:
                return original(this, *args, **kwargs)
            self.steps.before(original.__name__, this, inspect.signature(original).bind(this, *args, **kwargs).arguments)
            self.quiet += 1
            try:
                result = original(this, *args, **kwargs)
            finally:
                self.quiet -= 1
            self.steps.after(original.__name__, this, result)
            return result

        return called

    def watch_building(self):
        build = keras.layers.Layer._maybe_build

        @functools.wraps(build)
        def built(this, *args, **kwargs):
            known = this.built
            result = build(this, *args, **kwargs)
            if not known and not self.quiet:
                self.built[id(this)] = self.part(lambda: layers.weights(this))
            return result

        keras.layers.Layer._maybe_build = built

    def watch_numpy(self):
        """A NumPy copy of a result is that result; a part, and a mean or the like, are told by how they came about."""

        def same(original):
            @functools.wraps(original)
            def copied(value, *args, **kwargs):
                result = original(value, *args, **kwargs)
                source = None if self.quiet else self.source(value)
                if source is not None and result is not value:
                    self.remember(result, source)
                return result

            return copied

        backend.convert_to_numpy = same(backend.convert_to_numpy)
        backend.Variable.numpy = same(backend.Variable.numpy)
        shape = backend.shape

        @functools.wraps(shape)
        def shaped(value):
            result = shape(value)
            source = self.source(value)
            if source is None or self.quiet:
                return result
            copy = tuple(list(result))
            self.remember(copy, derived(source, "shape"))
            return copy

        backend.shape = shaped
        tensors = type(backend.convert_to_tensor(0.0))
        item = tensors.__getitem__

        def part(value, index):
            result = item(value, index)
            source = None if self.quiet else self.sources.get(id(value))
            if source is not None and all(type(i) is int for i in (index if isinstance(index, tuple) else (index,))):
                self.remember(result, derived(source, ["at", *(index if isinstance(index, tuple) else (index,))]))
            return result

        tensors.__getitem__ = part
        for name in REDUCTIONS:
            setattr(np, name, self.reduction(name, getattr(np, name)))

    def reduction(self, name, original):
        @functools.wraps(original)
        def reduced(value, *args, **kwargs):
            result = original(value, *args, **kwargs)
            source = None if self.quiet else self.source(value)
            if source is not None and not args and not kwargs:
                self.remember(result, derived(source, name))
            return result

        return reduced

    def watch_assertions(self):
        case = testing.TestCase
        close, almost = case.assertAllClose, case.assertAlmostEqual
        all_equal, equal = case.assertAllEqual, case.assertEqual

        def all_close(test, actual, desired, atol=1e-6, rtol=1e-6, *args, **kwargs):
            # Those that something must not be near come here too, and fail.
            with self.silence():
                close(test, actual, desired, atol, rtol, *args, **kwargs)
            self.expect(actual, desired, rtol, atol)

        def almost_equal(test, actual, desired, decimal=3, *args, **kwargs):
            with self.silence():
                almost(test, actual, desired, decimal, *args, **kwargs)
            self.expect(actual, desired, 0, float(f"1.5e-{decimal}"))

        def exactly(original):
            def asserted(test, actual, desired, *args, **kwargs):
                if any(self.source(v) is not None for v in (actual, desired)) or original is all_equal:
                    self.expect(actual, desired, 0, 0)
                with self.silence():
                    return original(test, actual, desired, *args, **kwargs)

            return asserted

        case.assertAllClose, case.assertAlmostEqual = all_close, almost_equal
        case.assertAllEqual, case.assertEqual = exactly(all_equal), exactly(equal)
        case.run_layer_test = self.layer_test(case.run_layer_test)
        for name in ("assertRaises", "assertRaisesRegex", "run_class_serialization_test"):
            setattr(case, name, self.flagging(name, getattr(case, name)))

    def flagging(self, name, original):
        @functools.wraps(original)
        def called(test, *args, **kwargs):
            self.flags.add("errors" if name.startswith("assertRaises") else "serialization")
            if name.startswith("assertRaises"):
                return original(test, *args, **kwargs)
            with self.silence():
                return original(test, *args, **kwargs)

        return called

    def silence(self):
        return Silence(self)


class Silence:
    def __init__(self, observer):
        self.observer = observer

    def __enter__(self):
        self.observer.quiet += 1

    def __exit__(self, *_):
        self.observer.quiet -= 1
