class LR:
    def backward(self, x, yhat, y):
        m = x.shape[1]
        self.grads["dw"] = x @ (yhat - y).T / m
        self.grads["dw"] = (yhat - y).sum() / m
