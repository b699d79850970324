"""The public names of Keras, which the coverage tables compare tacet's with: `python -m generate.names > names/keras.json`.

One entry a thing: its name, what else it is called, and what it can be given. Names are of one thing where they are one
object, or differ in capitals and underscores only: `Hinge` and `hinge`, the same loss as a class and as a function.
"""

import inspect
import json
import os
import types

os.environ["KERAS_BACKEND"] = "jax"

import keras  # noqa: E402

CLASSES = {
    "layers": keras.layers,
    "losses": keras.losses,
    "metrics": keras.metrics,
    "optimizers": keras.optimizers,
    "schedules": keras.optimizers.schedules,
    "regularizers": keras.regularizers,
    "initializers": keras.initializers,
    "constraints": keras.constraints,
    "callbacks": keras.callbacks,
}
OTHERS = {"activations": keras.activations, "random": keras.random, "utils": keras.utils}


def public(module, modules=False):
    """Its functions and classes, or the modules in it."""
    found = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    return {name: thing for name, thing in found.items() if isinstance(thing, types.ModuleType) == modules}


def letters(name):
    return name.replace("_", "").lower()


def options(thing):
    """What a class can be given, or a function beside a tensor."""
    positional = not inspect.isclass(thing)
    parameters = list(inspect.signature(thing).parameters.values())[1 if positional else 0 :]
    return [p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]


def entries(module, with_options=True):
    groups = {}
    for name, thing in public(module).items():
        key = next((k for k, group in groups.items() if k == letters(name) or any(t is thing for _, t in group)), None)
        groups.setdefault(key or letters(name), []).append((name, thing))
    for group in groups.values():
        # A class by its own name first, then other classes, then functions.
        group.sort(key=lambda pair: (not inspect.isclass(pair[1]), pair[0] != getattr(pair[1], "__name__", ""), pair[0]))
        (name, thing), *others = group
        entry = {"name": name, "also": [other for other, _ in others]}
        yield {**entry, "options": options(thing) if with_options else []}


def plain(names):
    return [{"name": name, "also": [], "options": []} for name in names]


families = {
    **{family: list(entries(module)) for family, module in CLASSES.items()},
    "activations": list(entries(keras.activations)),
    "random": list(entries(keras.random, with_options=False)),
    "utils": list(entries(keras.utils, with_options=False)),
    "datasets": plain(public(keras.datasets, modules=True)),
    # What ops has in further modules it has at its top too, but for images.
    "ops": plain([*public(keras.ops), *(f"image.{name}" for name in public(keras.ops.image))]),
}
for listed in families.values():
    listed.sort(key=lambda entry: (entry["name"].lower(), entry["name"]))
lines = {family: ",\n".join(map(json.dumps, listed)) for family, listed in families.items()}
tables = ",\n".join(f'"{family}": [\n{listed}\n]' for family, listed in lines.items())
print(f'{{"keras": "{keras.__version__}", "families": {{\n{tables}\n}}}}')
