"""Learning rate schedules: the rate after a number of steps, with every option."""

import numpy as np

from .encode import encode, f32
from .program import learning_rate

STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 15, 19, 20, 21, 25, 29, 30, 31, 37, 50, 70, 71, 99, 100, 150, 1000, 12345]
DECAY = {"initialLearningRate": 0.1, "decaySteps": 10}
VARIANTS = [
    {"name": "exponentialDecay", **DECAY, "decayRate": 0.9},
    {"name": "exponentialDecay", **DECAY, "decayRate": 0.96, "staircase": True},
    {"name": "exponentialDecay", "initialLearningRate": 0.003, "decaySteps": 7, "decayRate": 1.01},
    {"name": "inverseTimeDecay", **DECAY, "decayRate": 0.5},
    {"name": "inverseTimeDecay", **DECAY, "decayRate": 0.7, "staircase": True},
    {"name": "piecewiseConstantDecay", "boundaries": [5], "values": [0.5, 0.1]},
    {"name": "piecewiseConstantDecay", "boundaries": [3, 10, 50], "values": [1.0, 0.5, 0.1, 0.01]},
    {"name": "piecewiseConstantDecay", "boundaries": [4.5, 20.0], "values": [0.3, 0.2, 0.1]},
    {"name": "polynomialDecay", **DECAY},
    {"name": "polynomialDecay", **DECAY, "endLearningRate": 0.01, "power": 0.5},
    {"name": "polynomialDecay", **DECAY, "power": 2.0},
    {"name": "polynomialDecay", **DECAY, "power": 3.0, "cycle": True},
    {"name": "polynomialDecay", **DECAY, "endLearningRate": 0.0, "cycle": True},
    {"name": "cosineDecay", **DECAY},
    {"name": "cosineDecay", **DECAY, "alpha": 0.1},
    {"name": "cosineDecay", **DECAY, "warmupTarget": 0.4, "warmupSteps": 5},
    {"name": "cosineDecay", "initialLearningRate": 0.0, "decaySteps": 60, "alpha": 0.2, "warmupTarget": 0.3, "warmupSteps": 30},
    {"name": "cosineDecay", **DECAY, "warmupSteps": 5},
    {"name": "cosineDecayRestarts", "initialLearningRate": 0.1, "firstDecaySteps": 10},
    {"name": "cosineDecayRestarts", "initialLearningRate": 0.1, "firstDecaySteps": 7, "tMul": 1.5, "mMul": 0.8, "alpha": 0.05},
    {"name": "cosineDecayRestarts", "initialLearningRate": 0.2, "firstDecaySteps": 6, "tMul": 1.0, "mMul": 0.9},
]


def case(spec):
    def make(rng):
        schedule = learning_rate(spec)
        steps = np.asarray(STEPS, np.int32)
        values = f32([np.asarray(schedule(step)) for step in steps])
        return {"schedule": spec, "steps": encode(steps), "values": encode(values)}

    return make


def cases():
    for spec in VARIANTS:
        options = " ".join(f"{k}={v}" for k, v in spec.items() if k != "name")
        yield f"{spec['name']} {options}", case(spec)
