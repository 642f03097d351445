import numpy as np


class Value:
    def __init__(self, data):
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros(())
        self.parents = []

    def _new(self, data, *parents):
        new = Value(data)
        new.parents = parents
        return new

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self._new(self.data * other.data, (self, other.data), (other, self.data))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, n):
        return self._new(self.data ** float(n), (self, n * self.data ** float(n - 1)))

    def relu(self):
        return self._new(np.maximum(self.data, 0), (self, self.data > 0))
