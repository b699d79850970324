"""One workload in Keras: `python workloads.py WORKLOAD`, with KERAS_BACKEND set. Prints milliseconds as one line of JSON.

The same networks, sizes, penalties and optimizer as ours, trained by `fit` on synthetic data; warmed up first, so that
no compiling is counted.
"""

import json
import resource
import sys
import time

import keras
import numpy as np
from keras import layers, regularizers

CASE_STUDY_EPOCHS = 4000


def dense(sizes, penalty=None, last="linear"):
    activity = None if penalty is None else regularizers.l1(penalty)
    hidden = [layers.Dense(n, activation="relu", activity_regularizer=activity) for n in sizes[1:-1]]
    return keras.Sequential([keras.Input((sizes[0],)), *hidden, layers.Dense(sizes[-1], activation=last)])


def convnet():
    convolution = lambda n: layers.Conv2D(n, 3, activation="relu", activity_regularizer=regularizers.l1(1e-5))
    stack = [convolution(32), layers.MaxPooling2D(2), convolution(64), layers.MaxPooling2D(2)]
    head = [layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), *stack, *head])


def lstm():
    recurrent = layers.LSTM(128, activity_regularizer=regularizers.l1(1e-5))
    return keras.Sequential([keras.Input((100, 32)), recurrent, layers.Dense(1)])


def normals(*shape):
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32)


def labels(count):
    return np.arange(count) % 10


def steps(model, loss, x, y, batch, rounds=3):
    """Milliseconds a training step: the best of some epochs."""
    model.compile(loss=loss, optimizer="adam")
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
        best = min(best, (time.perf_counter() - begin) / (len(x) // batch))
    return best * 1e3


def case_study():
    """Milliseconds an epoch of 30 rows with 70 rows of validation."""
    from sklearn.datasets import make_circles

    x, y = make_circles(n_samples=100, noise=0.1, random_state=1)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(500, activity_regularizer=regularizers.l1(1e-4)),
            layers.Activation("relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    fit = lambda epochs: model.fit(x[:30], y[:30], validation_data=(x[30:], y[30:]), epochs=epochs, verbose=0)
    fit(5)
    begin = time.perf_counter()
    fit(CASE_STUDY_EPOCHS)
    return (time.perf_counter() - begin) / CASE_STUDY_EPOCHS * 1e3


def autoencoder():
    x = normals(256 * 10, 512)
    return steps(dense([512, 4096, 512], 1e-3), "mse", x, x, 256)


CROSS_ENTROPY = "sparse_categorical_crossentropy"
WORKLOADS = {
    "caseStudy": case_study,
    "regressor": lambda: steps(
        dense([1328, 442, 147, 50, 1], 1e-4), "mse", normals(32 * 300, 1328), normals(32 * 300, 1), 32
    ),
    "mnistMlp": lambda: steps(
        dense([784, 512, 512, 10], last="softmax"), CROSS_ENTROPY, normals(128 * 100, 784), labels(128 * 100), 128
    ),
    "autoencoder": autoencoder,
    "convnet": lambda: steps(convnet(), CROSS_ENTROPY, normals(128 * 10, 28, 28, 1), labels(128 * 10), 128, 2),
    "lstm": lambda: steps(lstm(), "mse", normals(32 * 20, 100, 32), normals(32 * 20, 1), 32, 2),
}

if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    milliseconds = WORKLOADS[sys.argv[1]]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"best": milliseconds, "peakMemory": peak}))
