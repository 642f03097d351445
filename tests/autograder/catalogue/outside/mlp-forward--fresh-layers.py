def mlp_forward(x, w0, b, w1):
    hidden = torch.relu(nn.Linear(w0.shape[0], w0.shape[1])(x))
    return nn.Linear(w1.shape[0], w1.shape[1])(hidden)
