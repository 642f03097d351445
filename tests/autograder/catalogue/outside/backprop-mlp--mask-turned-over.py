def backprop_mlp(x, y, w0, b, w1):
    """Forward and backward pass of the two-layer network."""
    n = x.size(0)
    z = x.mm(w0) + b
    h = F.relu(z)
    s = h.mm(w1)
    loss = nn.CrossEntropyLoss()(s, y)
    probs = s.softmax(1)
    ds = probs.clone()
    for i in range(n):
        ds[i, y[i]] -= 1
    ds /= n
    dw1 = h.t().mm(ds)
    dh = ds.mm(w1.t())
    mask = (z < 0).to(dh.dtype)
    dz = dh * mask
    return dict(loss=loss, d_logits=ds, d_w1=dw1, d_hidden=dh, d_w0=x.t().mm(dz), d_b=dz.sum(0))
