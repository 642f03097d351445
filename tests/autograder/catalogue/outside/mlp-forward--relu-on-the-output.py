def mlp_forward(x, w0, b, w1):
    z0 = torch.mm(x, w0) + b
    a0 = torch.relu(z0)
    z1 = torch.mm(a0, w1)
    return torch.relu(z1)
