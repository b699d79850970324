"""Runs programs on Keras as they come: one JSON line in, one out, until the input ends. `python -m generate.serve`.

    {"program": {...}, "perturb": null or a seed}  →  {"records": [...]} or {"refused": "ValueError: ..."}

Python and JAX take seconds to start, so that whoever draws programs (conformance/live) keeps one process of this. The
first training step's record also holds the gradients that its optimizer was given, one for each of the model's
weights, null for those that are not trained. With `perturb`, Keras starts from weights and data off by one unit in the
last place, each up or down: how far its numbers then move is how well they are determined at all. Zeros stay zeros,
since ties and kinks are no matter of rounding.
"""

import json
import os
import sys
import traceback

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["JAX_CPU_ENABLE_ASYNC_DISPATCH"] = "false"

import jax
import numpy as np

from .double import widen
from .encode import decode, encode
from .program import prepare, run_step, weights

if jax.config.jax_enable_x64:
    widen()

LEARNS = ("fit", "trainOnBatch")


def watch(model):
    """A list that will hold the gradients of the model's next training step."""
    taken = []
    optimizer = model.optimizer
    apply = optimizer.stateless_apply

    def take(*gradients):
        taken[:] = taken or [np.asarray(g) for g in gradients]

    def stateless_apply(optimizer_variables, gradients, trainable_variables):
        jax.debug.callback(take, *gradients)
        return apply(optimizer_variables, gradients, trainable_variables)

    optimizer.stateless_apply = stateless_apply
    return taken


def by_weight(model, gradients):
    """The gradients in the order of getWeights."""
    found = {id(v): encode(g) for v, g in zip(model.trainable_variables, gradients)}
    return [found.get(id(w)) for w in model.weights if w.name != "coefficient"]


def nudged(array, rng):
    """Every number up or down by one unit in the last place."""
    if array.dtype.kind != "f":
        return array
    up = rng.random(array.shape) < 0.5
    return np.where(up, array * (1 + np.finfo(array.dtype).eps), array * (1 - np.finfo(array.dtype).eps)).astype(array.dtype)


def answer(program, perturb):
    data = {name: decode(value) for name, value in program["data"].items()}
    rng = None if perturb is None else np.random.default_rng(perturb)
    if rng is not None:
        # Inputs, those of validation too; live/training.ts names them.
        data = {name: nudged(array, rng) if name.startswith(("x", "vx")) else array for name, array in data.items()}
    model, arrays = prepare({**program, "data": {}}, data)
    if rng is not None and model.built:
        model.set_weights([nudged(w, rng) for w in weights(model)])
    gradients = watch(model)
    records = []
    learned = False
    for step in program["steps"]:
        record = run_step(model, step, arrays, program)
        if step["do"] in LEARNS and not learned:
            learned = True
            record["gradients"] = by_weight(model, gradients)
        records.append(record)
    return {"records": records}


def main():
    replies = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = answer(request["program"], request["perturb"])
        except Exception as error:
            traceback.print_exc()
            reply = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies, flush=True)


main()
