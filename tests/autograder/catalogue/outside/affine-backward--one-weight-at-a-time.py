def affine_backward(x, w, d_out):
    d_w = torch.empty(w.shape)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            d_w[i, j] = (x[:, i] * d_out[:, j]).sum()
    d_x = torch.empty(x.shape)
    for n in range(x.shape[0]):
        for i in range(x.shape[1]):
            d_x[n, i] = w[i].dot(d_out[n])
    d_b = torch.tensor([d_out[:, j].sum() for j in range(w.shape[1])])
    return d_x, d_w, d_b
