def copy_weights(src, dst):
    params = dict(src.named_parameters())
    for name, p in dst.named_parameters():
        if name.endswith("weight"):
            p.data = params[name].data
