"""Models and layers written by hand, which programs name as `model`; `conformance/custom.ts` writes the same on tacet."""

import keras
from keras import ops


class Scale(keras.layers.Layer):
    """A weight for each column, penalized, and a weight that is not trained."""

    def build(self, input_shape):
        self.shift = self.add_weight(name="shift", shape=(input_shape[-1],), initializer="ones", trainable=False)
        self.scale = self.add_weight(
            name="scale", shape=(input_shape[-1],), initializer="ones", regularizer=keras.regularizers.L2(0.1)
        )

    def call(self, x):
        return x * self.scale + self.shift

    def compute_output_shape(self, input_shape):
        return input_shape


class Block(keras.layers.Layer):
    """Layers within a layer, one of them in a list; adds a loss in training only."""

    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(4, activation="tanh", activity_regularizer=keras.regularizers.L1(0.02))
        self.others = [keras.layers.Dropout(0.3), Scale()]

    def call(self, x, training=False):
        y = self.first(x)
        if training:
            self.add_loss(0.01 * ops.sum(ops.square(y)))
        for layer in self.others:
            y = layer(y, training=training) if isinstance(layer, keras.layers.Dropout) else layer(y)
        return y


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.out = keras.layers.Dense(2, kernel_regularizer=keras.regularizers.L1(0.01))

    def call(self, x, training=False):
        return self.out(self.block(x, training=training))


class ListOutputs(Subclassed):
    def __init__(self):
        super().__init__()
        self.other = keras.layers.Dense(3)

    def call(self, x, training=False):
        y = self.block(x, training=training)
        return [self.out(y), self.other(y)]


class NamedOutputs(ListOutputs):
    def call(self, x, training=False):
        first, second = super().call(x, training=training)
        return {"q": first, "p": second}


class Towers(keras.Model):
    """Inputs by name."""

    def __init__(self):
        super().__init__()
        self.towers = {"left": keras.layers.Dense(2), "right": keras.layers.Dense(2)}

    def call(self, x):
        return self.towers["left"](x["a"]) - self.towers["right"](x["b"])


class OwnLoss(Subclassed):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return 0.5 * super().compute_loss(x, y, y_pred, sample_weight, training) + ops.mean(ops.abs(y_pred))


MODELS = {
    "subclassed": Subclassed,
    "listOutputs": ListOutputs,
    "namedOutputs": NamedOutputs,
    "towers": Towers,
    "ownLoss": OwnLoss,
    # tacet's writes out the step that Keras has.
    "ownStep": Subclassed,
}
