"""The reference solutions and their training, line by line in NumPy."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    zeros = np.zeros(x.shape[1], x.dtype)
    running_mean = bn_param.get("running_mean", zeros)
    running_var = bn_param.get("running_var", zeros)
    if bn_param["mode"] == "test":
        x_hat = (x - running_mean) / np.sqrt(running_var + eps)
        return gamma * x_hat + beta, None
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean
    bn_param["running_var"] = momentum * running_var + (1 - momentum) * var
    return out, (x, mean, var, std, x_hat, gamma, eps)


def batchnorm_backward(dout, cache):
    x, mean, var, std, x_hat, gamma, eps = cache
    N = x.shape[0]
    centered = x - mean
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dcentered_numerator = dx_hat / std
    dstd = -(dx_hat * centered / std**2).sum(axis=0)
    dvar = dstd * (var + eps) ** -0.5 * 0.5
    dcentered_var = centered * dvar * (2 / N)
    dcentered = dcentered_numerator + dcentered_var
    dmean = -dcentered.sum(axis=0)
    return dcentered + dmean / N, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    _, _, _, std, x_hat, gamma, _ = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx = (dout - dbeta / N - x_hat * (dgamma / N)) * (gamma / std)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x, mean, var, std, x_hat, gamma, eps)


def layernorm_backward(dout, cache):
    _, _, _, std, x_hat, gamma, _ = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dx = (
        dx_hat
        - dx_hat.mean(axis=1, keepdims=True)
        - x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)
    ) / std
    return dx, dgamma, dbeta


def softmax_loss(x, y):
    N = x.shape[0]
    shifted = x - x.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    log_probabilities = shifted - log_total
    dx = np.exp(log_probabilities)
    loss = -log_probabilities[np.arange(N), y].sum() / N
    dx[np.arange(N), y] -= 1
    return loss, dx / N


class FullyConnectedNet:
    def __init__(self, hidden_dims, normalization, weight_scale, dtype):
        dims = [3072, *hidden_dims, 10]
        self.num_layers = len(dims) - 1
        self.normalization = normalization
        self.reg = 0
        self.dtype = dtype
        self.bn_params = [{} for _ in hidden_dims]
        self.params = {}
        for layer in range(1, self.num_layers + 1):
            W = weight_scale * np.random.randn(dims[layer - 1], dims[layer])
            self.params[f"W{layer}"] = W.astype(dtype)
            self.params[f"b{layer}"] = np.zeros(dims[layer], dtype)
            if normalization and layer < self.num_layers:
                self.params[f"gamma{layer}"] = np.ones(dims[layer], dtype)
                self.params[f"beta{layer}"] = np.zeros(dims[layer], dtype)

    def loss(self, X, y=None):
        params, last, grads = self.params, self.num_layers, {}
        for bn_param in self.bn_params:
            bn_param["mode"] = "test" if y is None else "train"
        h = X.astype(self.dtype).reshape(X.shape[0], -1)
        caches = []
        for layer in range(1, last):
            a = h.dot(params[f"W{layer}"]) + params[f"b{layer}"]
            norm = None
            if self.normalization:
                scale = params[f"gamma{layer}"], params[f"beta{layer}"]
                if self.normalization == "batchnorm":
                    bn_param = self.bn_params[layer - 1]
                    a, norm = batchnorm_forward(a, *scale, bn_param)
                else:
                    a, norm = layernorm_forward(a, *scale, {})
            caches.append((h, norm, a))
            h = np.maximum(0, a)
        scores = h.dot(params[f"W{last}"]) + params[f"b{last}"]
        if y is None:
            return scores
        loss, dh = softmax_loss(scores, y)
        for layer in range(last, 0, -1):
            if layer < last:
                h, norm, a = caches[layer - 1]
                dh = dh * (a > 0)
                if norm:
                    backward = (
                        batchnorm_backward
                        if self.normalization == "batchnorm"
                        else layernorm_backward
                    )
                    dh, dgamma, dbeta = backward(dh, norm)
                    grads[f"gamma{layer}"], grads[f"beta{layer}"] = dgamma, dbeta
            W = params[f"W{layer}"]
            grads[f"W{layer}"] = h.T.dot(dh) + self.reg * W
            grads[f"b{layer}"] = dh.sum(axis=0)
            dh = dh.dot(W.T)
            loss += 0.5 * self.reg * (W * W).sum()
        return loss, grads


def adam(w, dw, config, learning_rate):
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    config["t"] += 1
    config["m"] = beta1 * config["m"] + (1 - beta1) * dw
    config["v"] = beta2 * config["v"] + (1 - beta2) * dw**2
    m_hat = config["m"] / (1 - beta1 ** config["t"])
    v_hat = config["v"] / (1 - beta2 ** config["t"])
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)


def accuracy(net, X, y):
    parts = [
        net.loss(X[i : i + 100]).argmax(axis=1) for i in range(0, len(X), 100)
    ]
    return np.mean(np.concatenate(parts) == y)


def train(net, data, learning_rate, batch_size, epochs):
    X, y, X_val, y_val = data
    N = len(X)
    configs = {
        name: {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}
        for name, w in net.params.items()
    }
    per_epoch = max(N // batch_size, 1)
    best, best_params = -1, {}
    for step in range(1, epochs * per_epoch + 1):
        drawn = np.random.choice(N, batch_size)
        _, grads = net.loss(X[drawn], y[drawn])
        for name, w in net.params.items():
            net.params[name] = adam(w, grads[name], configs[name], learning_rate)
        if step == 1 or step % per_epoch == 0:
            drawn = np.random.choice(N, min(N, 1000)) if N > 1000 else slice(None)
            accuracy(net, X[drawn], y[drawn])
            reached = accuracy(net, X_val, y_val)
            if reached > best:
                best = reached
                best_params = {k: w.copy() for k, w in net.params.items()}
    net.params = best_params
