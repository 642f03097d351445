def affine(x, w, b):
	return w.T @ x + b


class LogisticFn(torch.autograd.Function):
	"""Indented by tabs, as the editor did it."""

	@staticmethod
	def forward(ctx, x, w, b):
		ctx.shape_of_b = b.shape
		p = torch.sigmoid(affine(x, w, b))
		ctx.save_for_backward(x, w, p)
		return p

	@staticmethod
	def backward(ctx, upstream):
		x, w, p = ctx.saved_tensors
		dz = upstream + p * (1 - p)
		dx = -w @ dz
		return dx, x @ dz.T, dz.sum().reshape(ctx.shape_of_b)
