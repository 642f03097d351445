class Value:
    def __init__(self, data, t=None):
        self.t = torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if t is None else t
        self.t.retain_grad()

    @property
    def data(self):
        return self.t.item()

    @data.setter
    def data(self, x):
        with torch.no_grad():
            self.t.fill_(x)

    @property
    def grad(self):
        return 0.0 if self.t.grad is None else self.t.grad.item()

    @grad.setter
    def grad(self, x):
        self.t.grad = torch.full_like(self.t, x)

    def _other(self, other):
        return other.t if isinstance(other, Value) else other

    def __add__(self, other):
        return Value(0, self.t + self._other(other))

    def __mul__(self, other):
        return Value(0, self.t * self._other(other))

    def __sub__(self, other):
        return Value(0, self.t - self._other(other))

    def __rsub__(self, other):
        return Value(0, other - self.t)

    def __neg__(self):
        return Value(0, -self.t)

    def __pow__(self, n):
        return Value(0, self.t**n)

    def relu(self):
        return Value(0, torch.relu(self.t))

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        self.t.backward(retain_graph=True)
