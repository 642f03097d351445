def input_gradient(model, x, y):
    z = x.clone().requires_grad_()
    loss = nn.CrossEntropyLoss()(model(z), y)
    return torch.autograd.grad(loss, z)[0]
