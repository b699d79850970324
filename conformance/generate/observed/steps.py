"""What a test does with optimizers: a script of steps on variables, with what it expects in between.

{"optimizers": [spec, ...], "variables": [{"name", "value"}, ...], "steps": [{"apply": 0, "gradients": [...], "to": [0]}, ...]}
"""

import numpy as np

from .spell import Unspeakable, array, numpy


class Steps:
    def __init__(self, observer):
        self.observer = observer
        self.optimizers, self.variables, self.steps = [], [], []
        self.last = {}
        self.clipped = {}
        self.reason = None

    def index(self, table, value):
        for i, found in enumerate(table):
            if found is value:
                return i
        table.append(value)
        return len(table) - 1

    def variable(self, value):
        known = any(found is value for found in self.variables)
        index = self.index(self.variables, value)
        now = numpy(value)
        if not known:
            self.last[index] = now
            self.steps.append({"make": index, "name": value.name, "value": array(now)})
        elif not np.array_equal(self.last[index], now, equal_nan=True):
            self.steps.append({"assign": index, "value": array(now)})
            self.last[index] = now
        return index

    def before(self, method, optimizer, given):
        reason = self.observer.described(lambda: self.add(method, optimizer, given))
        if isinstance(reason, str):
            self.reason = self.reason or reason

    def add(self, method, optimizer, given):
        if method == "_clip_gradients":
            self.clipping = {"clip": self.observer.spec(optimizer), "gradients": [array(g) for g in given["grads"]]}
            return None
        k = self.index(self.optimizers, optimizer)
        if method == "apply":
            variables = given.get("trainable_variables") or optimizer._trainable_variables
            to = [self.variable(v) for v in variables]
            if any(g is None for g in given["grads"]):
                raise Unspeakable("gradients that are None")
            self.steps.append({"apply": k, "gradients": [array(g) for g in given["grads"]], "to": to})
        elif method == "exclude_from_weight_decay":
            names = given.get("var_names") or []
            self.steps.append({"exclude": k, "names": names, "variables": [self.variable(v) for v in given.get("var_list") or []]})
        else:
            self.steps.append({"finalize": k})
        return None

    def after(self, method, optimizer, result):
        if method == "_clip_gradients":
            if isinstance(getattr(self, "clipping", None), dict):
                for i, gradient in enumerate(result):
                    self.observer.remember(gradient, {**self.clipping, "of": i})
            return
        for i, variable in enumerate(self.variables):
            self.last[i] = numpy(variable)

    def source(self, value):
        """A variable that an optimizer moves, or one of the optimizer's own."""
        what = None
        for i, variable in enumerate(self.variables):
            if variable is value:
                what = {"variable": i}
        for k, optimizer in enumerate(self.optimizers):
            for j, variable in enumerate(optimizer.variables):
                if variable is value:
                    what = {"optimizer": k, "slot": j}
        if what is None:
            return None
        if self.reason:
            return self.reason
        return {"script": self, "after": len(self.steps), **what}

    def written(self, facts):
        """One script with all that was expected, in its place."""
        steps, done = [], 0
        for fact in facts:
            steps += self.steps[done : fact["after"]]
            done = fact["after"]
            steps.append({"expect": {k: v for k, v in fact.items() if k not in ("script", "after")}})
        return {"optimizers": [self.observer.spec(o) for o in self.optimizers], "steps": steps}
