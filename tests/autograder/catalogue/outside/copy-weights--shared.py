def copy_weights(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.data = s.data
