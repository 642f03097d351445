def mlp_forward(x, w0, b, w1):
    def layer(inp, weight):
        return inp @ weight
    hidden = layer(x, w0)
    hidden = hidden.clamp(min=0)
    return layer(hidden, w1)
