class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.empty(in_features, out_features).uniform_(-0.1, 0.1))
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))
        else:
            self.register_parameter("bias", None)

    def forward(self, x):
        z = x @ self.weights
        if self.bias is not None:
            z + self.bias
        return z
