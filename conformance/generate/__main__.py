"""Makes the goldens: `python -m generate --out DIR [--sample N --seed S] [--only SUBJECT ...] [--missing]`.

Run it in the folder `conformance`, with the versions that requirements.txt pins. Each subject is one module with
`cases()`: an iterable of (name, function of a NumPy generator that returns the case as JSON). One JSON file a subject
goes to DIR. Without --sample every case is made, always from seed 0: that is the committed set. With it, N cases of
each subject are drawn and made from data, and Keras seeds, that follow from S: the fresh sample that CI checks. With
--missing, cases that DIR has by name are kept as they are, and those that no longer exist are dropped: what another
processor rounds otherwise then doesn't change with every new case.

Subjects in WITH_TENSORFLOW are made only where --only names them, with requirements-tensorflow.txt installed too:

    python -m venv tf && tf/bin/pip install -r requirements.txt -r requirements-tensorflow.txt
    tf/bin/python -m generate --out goldens --only preprocessing --missing
"""

import argparse
import importlib
import importlib.metadata
import json
import os
import pathlib
import sys
import time
import zlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# With asynchronous dispatch one evaluation of some hundreds came out otherwise than the same one alone.
os.environ["JAX_CPU_ENABLE_ASYNC_DISPATCH"] = "false"

SUBJECTS = [
    "activations",
    "ops",
    "losses",
    "regularizers",
    "constraints",
    "initializers",
    "seeds",
    "datasets",
    "metrics",
    "counts",
    "optimizers",
    "schedules",
    "layers",
    "penalties",
    "trainer",
    "streamed",
    "shuffles",
    "callbacks",
    "curves",
    "case_study",
    "functional",
    "masks",
    "convolution",
    "pooling",
    "recurrent",
    "attention",
]
# Keras asks for TensorFlow there, whatever the backend.
WITH_TENSORFLOW = ["preprocessing"]


def pinned(subject=None):
    files = ["requirements.txt", *(["requirements-tensorflow.txt"] if subject in WITH_TENSORFLOW else [])]
    text = " ".join((pathlib.Path(__file__).parent.parent / name).read_text() for name in files)
    return dict(line.replace("[cpu]", "").split("==") for line in text.split())


def check_versions(subjects):
    for name, wanted in {name: wanted for subject in subjects for name, wanted in pinned(subject).items()}.items():
        found = importlib.metadata.version(name)
        if found != wanted:
            sys.exit(f"{name} is {found}, the requirements pin {wanted}")


def main():
    arguments = argparse.ArgumentParser(prog="python -m generate")
    arguments.add_argument("--out", required=True, type=pathlib.Path)
    arguments.add_argument("--sample", type=int, default=None, help="cases of each subject; all by default")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--missing", action="store_true")
    arguments.add_argument("--only", nargs="*", default=SUBJECTS, choices=SUBJECTS + WITH_TENSORFLOW)
    options = arguments.parse_args()
    check_versions(options.only)

    import numpy as np

    options.out.mkdir(parents=True, exist_ok=True)
    for subject in options.only:
        start = time.time()
        module = importlib.import_module(f"generate.{subject}")
        cases = list(module.cases())
        if len({name for name, _ in cases}) != len(cases):
            sys.exit(f"{subject}: two cases have one name")
        if options.sample is not None:
            picker = np.random.default_rng([options.seed, zlib.crc32(subject.encode())])
            picked = picker.permutation(len(cases))[: options.sample]
            cases = [cases[i] for i in sorted(picked)]
        path = options.out / f"{subject}.json"
        found = json.loads(path.read_text())["cases"] if options.missing and path.exists() else []
        kept = {case["name"]: case for case in found}
        made = []
        for name, make in cases:
            if name in kept:
                made.append(kept[name])
                continue
            generator = np.random.default_rng([options.seed, zlib.crc32(name.encode())])
            made.append({"name": name, **make(generator)})
        document = {"subject": subject, "versions": pinned(subject), "seed": options.seed, "cases": made}
        lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in made)
        head = json.dumps({k: v for k, v in document.items() if k != "cases"}, separators=(",", ":"))
        path.write_text(f'{head[:-1]},"cases":[\n{lines}\n]}}\n')
        print(f"{subject}: {len(made)} cases, {path.stat().st_size} bytes, {time.time() - start:.1f} s", flush=True)


main()
