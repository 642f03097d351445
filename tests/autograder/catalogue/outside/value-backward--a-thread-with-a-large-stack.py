import sys
import threading


class Value:
    def __init__(self, data, made_from=()):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = list(made_from)

    def __add__(self, other):
        if isinstance(other, (int, float)):
            return Value(self.data + other, [(self, 1.0)])
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self.__add__(other)

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return Value(self.data * other, [(self, other)])
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __rmul__(self, other):
        return self.__mul__(other)

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __sub__(self, other):
        return self.__add__(other.__neg__())

    def __rsub__(self, other):
        return self.__neg__().__add__(other)

    def __pow__(self, n):
        return Value(pow(self.data, n), [(self, n * pow(self.data, n - 1))])

    def relu(self):
        return Value(self.data, [(self, 1.0)]) if self.data > 0 else Value(0.0, [(self, 0.0)])

    def _order(self, order, seen):
        if id(self) in seen:
            return
        seen.add(id(self))
        for operand, _ in self.made_from:
            operand._order(order, seen)
        order.append(self)

    def backward(self):
        order = []

        def work():
            sys.setrecursionlimit(50_000)
            self._order(order, set())

        limit = sys.getrecursionlimit()
        threading.stack_size(64 * 1024 * 1024)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        threading.stack_size(0)
        sys.setrecursionlimit(limit)
        gradient = {id(node): 0.0 for node in order}
        gradient[id(self)] = 1.0
        for node in order[::-1]:
            node.grad += gradient[id(node)]
            for operand, slope in node.made_from:
                gradient[id(operand)] += slope * gradient[id(node)]
