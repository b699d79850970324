"""One workload in PyTorch: `python workloads.py WORKLOAD eager|compiled`. Prints milliseconds as one line of JSON.

The same networks, sizes, penalties and optimizer as ours, as PyTorch's users write them: a training step as a function,
fused Adam, `torch.compile` around the step where asked. Every batch is gathered from a shuffled set, as a fit's is; warmed
up first, so that no compiling is counted. The case study's epoch has its validation.
"""

import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn

CASE_STUDY_EPOCHS = 1000


class Last(nn.Module):
    """The last step of an LSTM's output."""

    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def dense(sizes):
    layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def convnet():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10),
    )  # fmt: skip


def forward(model, x, penalized, coefficient):
    """The output, and the L1 penalty on what the layers of this kind put out, divided by the rows."""
    penalty = 0.0
    for layer in model:
        x = layer(x)
        if coefficient and isinstance(layer, penalized):
            penalty = penalty + coefficient * x.abs().sum() / x.shape[0]
    return x, penalty


def training_step(model, loss, penalized, coefficient, compiled):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        output, penalty = forward(model, x, penalized, coefficient)
        value = loss(output, y) + penalty
        value.backward()
        optimizer.step()
        return value

    return torch.compile(step) if compiled else step


def normals(*shape, seed=0):
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape, dtype=np.float32))


def labels(count):
    return torch.arange(count) % 10


def steps(model, loss, x, y, batch, compiled, penalized=nn.ReLU, coefficient=0.0, rounds=3):
    """Milliseconds a training step: the best of some epochs."""
    step = training_step(model, loss, penalized, coefficient, compiled)

    def epoch():
        order = torch.randperm(len(x))
        for begin in range(0, len(x), batch):
            rows = order[begin : begin + batch]
            step(x[rows], y[rows])

    for _ in range(5):
        step(x[:batch], y[:batch])
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        epoch()
        best = min(best, (time.perf_counter() - begin) / (len(x) // batch))
    return best * 1e3


def case_study(compiled):
    """Milliseconds an epoch of 30 rows with 70 rows of validation; the penalty stands before the relu."""
    x, vx = normals(30, 2), normals(70, 2, seed=1)
    y, vy = (torch.arange(n).reshape(n, 1) % 2.0 for n in (30, 70))
    model = nn.Sequential(nn.Linear(2, 500), nn.ReLU(), nn.Linear(500, 1), nn.Sigmoid())
    loss = nn.BCELoss()
    first, *rest = model
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def measured(x, y):
        z = first(x)
        output = z
        for layer in rest:
            output = layer(output)
        return loss(output, y) + 1e-4 * z.abs().sum() / x.shape[0], ((output > 0.5) == y).float().mean()

    def train(x, y):
        optimizer.zero_grad(set_to_none=True)
        value, accuracy = measured(x, y)
        value.backward()
        optimizer.step()
        return value.detach(), accuracy

    @torch.no_grad()
    def validate(x, y):
        return measured(x, y)

    step, test = (torch.compile(train), torch.compile(validate)) if compiled else (train, validate)

    def epochs(count):
        for _ in range(count):
            order = torch.randperm(30)
            step(x[order], y[order])
            test(vx, vy)

    epochs(20)
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        epochs(CASE_STUDY_EPOCHS)
        best = min(best, (time.perf_counter() - begin) / CASE_STUDY_EPOCHS)
    return best * 1e3


def regressor(compiled):
    x, y = normals(32 * 300, 1328), normals(32 * 300, 1, seed=1)
    return steps(dense([1328, 442, 147, 50, 1]), nn.MSELoss(), x, y, 32, compiled, coefficient=1e-4)


def mnist_mlp(compiled):
    x, y = normals(128 * 100, 784), labels(128 * 100)
    return steps(dense([784, 512, 512, 10]), nn.CrossEntropyLoss(), x, y, 128, compiled)


def autoencoder(compiled):
    x = normals(256 * 10, 512)
    return steps(dense([512, 4096, 512]), nn.MSELoss(), x, x, 256, compiled, coefficient=1e-3)


def convolutional(compiled):
    x, y = normals(128 * 10, 1, 28, 28), labels(128 * 10)
    return steps(convnet(), nn.CrossEntropyLoss(), x, y, 128, compiled, coefficient=1e-5)


def lstm(compiled):
    model = nn.Sequential(Last(32, 128), nn.Linear(128, 1))
    x, y = normals(32 * 20, 100, 32), normals(32 * 20, 1, seed=1)
    return steps(model, nn.MSELoss(), x, y, 32, compiled, penalized=Last, coefficient=1e-5)


WORKLOADS = {
    "caseStudy": case_study,
    "regressor": regressor,
    "mnistMlp": mnist_mlp,
    "autoencoder": autoencoder,
    "convnet": convolutional,
    "lstm": lstm,
}

if __name__ == "__main__":
    torch.manual_seed(0)
    milliseconds = WORKLOADS[sys.argv[1]](sys.argv[2] == "compiled")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"best": milliseconds, "peakMemory": peak}))
