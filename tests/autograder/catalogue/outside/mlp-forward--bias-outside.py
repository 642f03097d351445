def mlp_forward(x, w0, b, w1):
    h = F.relu(x @ w0) + b
    logits = h @ w1
    return logits
