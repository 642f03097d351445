def copy_weights(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d = s.detach().clone()
