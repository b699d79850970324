"""The callbacks of a fit in a program, and what those leave that write, send or listen.

A CSV file and what a RemoteMonitor posts are kept as their text with every number replaced by "#", and the numbers
beside it: the text has to be equal, the numbers near.
"""

import json
import pathlib
import re
import tempfile
from unittest import mock

import keras
import numpy as np

from .encode import encode

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])|\bnan\b")

# Rates by epoch, named in programs; conformance/listeners.ts has the same ones.
SCHEDULES = {
    "halve every second": lambda epoch, rate: rate * 0.5 if epoch % 2 else rate,
    "by epoch": lambda epoch, rate: 0.2 / (epoch + 1),
}

HOOKS = [
    f"on_{hook}_{at}" for hook in ("train", "epoch", "train_batch", "test", "test_batch") for at in ("begin", "end")
]


def described(text):
    return {"text": NUMBER.sub("#", text), "numbers": encode(np.array([float(n) for n in NUMBER.findall(text)]))}


class Listeners:
    """`callbacks` go to fit; `record()` is what they left, when it is over."""

    def __init__(self, specs, make):
        self.files, self.posts, self.calls = [], [], []
        self.folder = tempfile.TemporaryDirectory()
        self.callbacks = [self.callback(spec, make) for spec in specs]

    def callback(self, spec, make):
        if spec["name"] == "csvLogger":
            path = pathlib.Path(self.folder.name) / f"{len(self.files)}.csv"
            if "before" in spec:
                path.write_text(spec["before"])
            self.files.append(path)
            return make({k: v for k, v in {**spec, "filename": str(path)}.items() if k != "before"})
        if spec["name"] == "learningRateScheduler":
            return keras.callbacks.LearningRateScheduler(SCHEDULES[spec["schedule"]])
        if spec["name"] == "lambdaCallback":
            return keras.callbacks.LambdaCallback(**{hook: self.listener(hook) for hook in HOOKS})
        return make(spec)

    def listener(self, hook):
        name = "".join(part.capitalize() if i else part for i, part in enumerate(hook.split("_")))

        def listen(*arguments):
            *index, logs = arguments
            self.calls.append(" ".join([name, *map(str, index), *sorted(logs or {})]))

        if hook in ("on_train_begin", "on_train_end", "on_test_begin", "on_test_end"):
            return lambda logs=None: listen(logs)
        return lambda index, logs=None: listen(index, logs)

    def post(self, url, fields=None, json=None, headers=None):
        self.posts.append({"url": url, "fields": fields, "json": json, "headers": headers})

    def sending(self):
        """While it lasts, what RemoteMonitor would post is kept."""
        requests = mock.Mock(post=self.post)
        return mock.patch("keras.src.callbacks.remote_monitor.requests", requests)

    def record(self):
        left = {}
        if self.files:
            left["files"] = [described(path.read_bytes().decode()) for path in self.files]
        if self.posts:
            left["posts"] = [described(self.posted(post)) for post in self.posts]
        if self.calls:
            left["calls"] = self.calls
        return left

    def posted(self, post):
        fields = post["fields"] or {}
        data = post["json"] or json.loads(next(iter(fields.values())))
        headers = ",".join(f"{k}={v}" for k, v in (post["headers"] or {}).items())
        return f'{post["url"]} {headers} {next(iter(fields), "")} {json.dumps(data, separators=(",", ":"))}'
