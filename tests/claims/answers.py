"""Right answers that draw their random numbers in other ways than the solutions do."""

MINIBATCHES = {
    "randperm": None,
    "random.shuffle": """
import random

def minibatches(x, y, batch_size):
    order = list(range(len(y)))
    random.shuffle(order)
    return [
        (x[order[i : i + batch_size]], y[order[i : i + batch_size]])
        for i in range(0, len(order), batch_size)
    ]
""",
    "a DataLoader": """
from torch.utils.data import DataLoader, TensorDataset

def minibatches(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
""",
}

EXPERIMENT = {
    "nn.Linear and randperm": None,
    "random.shuffle": """
import random

def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    random.seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    optimizer, costs, rows = optimizer_factory(model.parameters()), [], list(range(len(x)))
    for _ in range(epochs):
        random.shuffle(rows)
        for i in range(0, len(rows), batch_size):
            chosen = rows[i : i + batch_size]
            optimizer.zero_grad()
            F.cross_entropy(model(x[chosen]), y[chosen]).backward()
            optimizer.step()
        with torch.no_grad():
            costs.append(float(F.cross_entropy(model(x), y)))
    return costs
""",
    "from zeros": """
def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    w = torch.zeros(x.shape[1], int(y.max()) + 1, requires_grad=True)
    b = torch.zeros(int(y.max()) + 1, requires_grad=True)
    optimizer, costs = optimizer_factory([w, b]), []
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(x[rows] @ w + b, y[rows]).backward()
            optimizer.step()
        with torch.no_grad():
            costs.append(F.cross_entropy(x @ w + b, y).item())
    return costs
""",
    "a DataLoader": """
from torch.utils.data import DataLoader, TensorDataset

def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    optimizer, costs = optimizer_factory(model.parameters()), []
    for _ in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
            optimizer.step()
        with torch.no_grad():
            costs.append(F.cross_entropy(model(x), y).item())
    return costs
""",
}
