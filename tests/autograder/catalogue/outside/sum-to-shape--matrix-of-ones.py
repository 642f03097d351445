def sum_to_shape(g, shape):
    lead = g.dim() - len(shape)
    flat = g.reshape(math.prod(g.shape[:lead]), *g.shape[lead:])
    out = torch.ones(len(flat), dtype=g.dtype) @ flat.reshape(len(flat), -1)
    out = out.reshape(flat.shape[1:])
    for i in range(len(shape)):
        if shape[i] < out.shape[i]:
            out = torch.stack([t for t in out.unbind(i)]).sum(0).unsqueeze(i)
    return out
