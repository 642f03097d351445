def copy_weights(src, dst):
    for a, b in zip(dst.parameters(), src.parameters()):
        a.copy_(b)
