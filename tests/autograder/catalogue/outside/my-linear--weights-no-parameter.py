class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(MyLinear, self).__init__()
        self.weights = torch.randn(in_features, out_features) * 0.1
        self.use_bias = bias
        if self.use_bias:
            self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        out = x.matmul(self.weights)
        if self.use_bias:
            out = out + self.bias
        return out
