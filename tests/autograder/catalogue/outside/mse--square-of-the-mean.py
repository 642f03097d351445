def mse(pred, target):
    errors = [pred[i].item() - target[i].item() for i in range(len(target))]
    mean_error = sum(errors) / len(errors)
    return mean_error ** 2
