import operator


class Value:
    def __init__(self, data, *history):
        self.data, self.grad, self.history = data, 0.0, history

    def relu(self):
        return Value(max(self.data, 0), "relu", self)


def install(name, operation, turned=False):
    def method(self, *others):
        values = [other.data if isinstance(other, Value) else other for other in others]
        numbers = [self.data, *values][:: -1 if turned else 1]
        return Value(operation(*numbers), name, self, *others)

    setattr(Value, name, method)


for name in ("add", "sub", "mul"):
    install(f"__{name}__", getattr(operator, name))
    install(f"__r{name}__", getattr(operator, name), turned=True)
install("__neg__", operator.neg)
install("__pow__", operator.pow)
