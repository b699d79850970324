"""The public names of Keras, which the coverage lists compare tacet's with: `python -m generate.names > names/ops.json`."""

import json
import os
import types

os.environ["KERAS_BACKEND"] = "jax"

import keras  # noqa: E402


def public(module, prefix=""):
    """Functions only: what ops has in further modules it has at its top too, but for images."""
    for name in dir(module):
        if not name.startswith("_") and not isinstance(getattr(module, name), types.ModuleType):
            yield prefix + name


names = sorted([*public(keras.ops), *public(keras.ops.image, "image.")])
print(json.dumps({"keras": keras.__version__, "ops": names}, indent=2))
