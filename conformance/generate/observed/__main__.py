"""Restates the numbers of Keras's own unit tests as data: `python -m generate.observed --out DIR [--only FAMILY ...]`.

Run it in the folder `conformance`. The tests come with the pinned Keras; they run here on JAX, watched (observer.py).
What they say with numbers goes to DIR/FAMILY.json as facts: an object and its options, what it is given, what it must
give, how near. Each test is either taken, with its facts, or left with the reason. Layers take most of an hour:
`--modules merging_test ...` watches the tests of these files only, and keeps what DIR/FAMILY.json has of the others.
"""

import argparse
import importlib
import json
import os
import pathlib
import unittest
import zlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_CPU_ENABLE_ASYNC_DISPATCH"] = "false"

FAMILIES = {
    "losses": ["losses"],
    "metrics": ["metrics"],
    "optimizers": ["optimizers"],
    "schedules": ["optimizers/schedules"],
    "regularizers": ["regularizers"],
    "constraints": ["constraints"],
    "activations": ["activations"],
    "initializers": ["initializers"],
    "layers": [
        f"layers/{part}"
        for part in "activations attention convolutional core merging normalization pooling regularization reshaping rnn".split()
    ],
}


def tests_of(suite):
    for one in suite:
        yield from tests_of(one) if isinstance(one, unittest.TestSuite) else [one]


def main():
    arguments = argparse.ArgumentParser(prog="python -m generate.observed")
    arguments.add_argument("--out", required=True, type=pathlib.Path)
    arguments.add_argument("--only", nargs="*", default=list(FAMILIES), choices=FAMILIES)
    arguments.add_argument("--modules", nargs="*", help="Keras's files of tests, without .py; default: all")
    options = arguments.parse_args()

    import keras
    import numpy as np

    from .observer import Observer
    from .reasons import UNRUN, reason_for
    from .stubs import installed

    observer = Observer()
    observer.install()
    source = pathlib.Path(keras.__file__).parent / "src"
    options.out.mkdir(parents=True, exist_ok=True)
    for family in options.only:
        taken, left, failed = [], [], []
        document = options.out / f"{family}.json"
        known = json.loads(document.read_text()) if options.modules else None
        for folder in FAMILIES[family]:
            for path in sorted((source / folder).glob("*_test.py")):
                if known and path.stem not in options.modules:
                    taken += of_module(known["taken"], path)
                    left += of_module(known["left"], path)
                    continue
                name = ".".join(["keras.src", *folder.split("/"), path.stem])
                with installed():
                    module = importlib.import_module(name)
                observer.watch_own(module)
                for test in tests_of(unittest.defaultTestLoader.loadTestsFromModule(module)):
                    title = f"{path.stem.removesuffix('_test')}: {test.id().removeprefix(name + '.').split(' ')[0]}"
                    if path.stem in UNRUN:
                        left.append({"test": title, "why": UNRUN[path.stem]})
                        continue
                    np.random.seed(zlib.crc32(title.encode()))
                    observer.begin()
                    keras.utils.set_random_seed(0)
                    result = unittest.TestResult()
                    test.run(result)
                    if result.failures or result.errors:
                        failed.append((title, (result.failures + result.errors)[0][1].strip().splitlines()[-1]))
                        left.append({"test": title, "why": "does not run where it is watched"})
                        continue
                    facts = written(observer)
                    if facts:
                        taken.append({"test": title, "facts": facts})
                    else:
                        left.append({"test": title, "why": reason_for(title, observer, [reason for _, reason in result.skipped])})
        lines = ",\n".join(json.dumps(test, separators=(",", ":"), allow_nan=False) for test in taken)
        others = ",\n".join(json.dumps(test, separators=(",", ":")) for test in left)
        head = json.dumps({"family": family, "keras": keras.__version__}, separators=(",", ":"))
        document.write_text(f'{head[:-1]},"taken":[\n{lines}\n],"left":[\n{others}\n]}}\n')
        facts = sum(len(test["facts"]) for test in taken)
        print(f"{family}: {len(taken)} tests with {facts} facts, {len(left)} left, {document.stat().st_size} bytes", flush=True)
        for title, error in failed:
            print(f"  failed here: {title}: {error}", flush=True)


def of_module(tests, path):
    return [test for test in tests if test["test"].startswith(path.stem.removesuffix("_test") + ": ")]


def written(observer):
    """A test's facts, those about optimizers joined to one script."""
    facts = [fact for fact in observer.facts if "script" not in fact]
    scripted = [fact for fact in observer.facts if "script" in fact]
    if scripted:
        script = observer.described(lambda: observer.steps.written(scripted))
        (observer.reasons if isinstance(script, str) else facts).append(script)
    return facts


main()
