"""The case study: two circles, 500 hidden units, L1 on the activity before and after relu, 60 epochs."""

from .program import case

SAMPLE = 1
L1 = {"name": "l1", "l1": 0.0001}
EPOCHS = 60


def spec(placement, reduction, seed=None):
    """Without a seed, the run draws one."""

    def make(rng):
        hidden = {"layer": "dense", "units": 500, "inputDim": 2, "activation": "linear"}
        relu = {"layer": "activation", "activation": "relu"}
        if placement == "before":
            hidden["activityRegularizer"] = L1
        if placement == "after":
            relu["activityRegularizer"] = L1
        rows = {"x": [0, 30], "vx": [30, 100]}
        data = {
            name: {"circles": 1, "rows": rows[name.replace("y", "x")], "part": name[-1]} for name in ("x", "y", "vx", "vy")
        }
        return {
            **({} if seed is None else {"seed": seed}),
            "data": data,
            "layers": [hidden, relu, {"layer": "dense", "units": 1, "activation": "sigmoid"}],
            "compile": {
                "loss": "binary_crossentropy",
                "optimizer": "adam",
                "metrics": ["accuracy"],
                "activityReduction": reduction,
            },
            "steps": [
                *([{"do": "getWeights"}] if placement == "none" and reduction == "batch_mean" else []),
                {"do": "fit", "x": "x", "y": "y", "validationData": ["vx", "vy"], "options": {"epochs": EPOCHS}},
            ],
        }, {}

    return make


def cases():
    for seed in (1, 2, 3):
        for placement in ("none", "before", "after"):
            for reduction in ("batch_mean", "sum"):
                yield f"{placement}, {reduction}, seed {seed}", case(spec(placement, reduction, seed))


def fresh_cases():
    for placement in ("none", "before", "after"):
        for reduction in ("batch_mean", "sum"):
            yield f"{placement}, {reduction}", case(spec(placement, reduction))
