"""Batches as they come: what a step of a program trains or measures on where it names a `stream`.

    {"sizes": [4, 4, 2], "from": "generator" | "indexed", "passes": 2}

The rows of the data in batches of these sizes: by a Python generator, which goes over them `passes` times (0: without
end), or by a PyDataset, which can be read again and again.
"""

import itertools

import keras


class Indexed(keras.utils.PyDataset):
    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]


def stream(spec, parts):
    """Of x, y and weights: each an array, a list of them, or arrays by name."""
    ends = list(itertools.accumulate(spec["sizes"]))
    rows = lambda begin, end: tuple(keras.tree.map_structure(lambda a: a[begin:end], part) for part in parts)
    batches = [rows(end - size, end) for size, end in zip(spec["sizes"], ends)]
    if spec["from"] == "indexed":
        return Indexed(batches)
    passes = range(spec["passes"]) if spec["passes"] else itertools.count()
    return (batch for _ in passes for batch in batches)
