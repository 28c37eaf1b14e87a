"""The work of ours.ts in NumPy, or what is of arrays and products in PyTorch.

A line with its name comes in, seconds go out.
"""

import json
import sys
import time

import numpy as np

import course

N, D = 1000, 5000
TURN = 0.1


def normal(shape, dtype):
    return np.random.randn(*shape).astype(dtype)


def arrays(name, dtype, normal=normal, functions=vars(np)):
    """Its name is the expression that is computed."""
    values = {
        "x": normal((N, D), dtype),
        "y": abs(normal((N, D), dtype)),
        "row": normal((D,), dtype),
        "column": normal((N, 1), dtype),
    }
    return eval(f"lambda: {name}", {**functions, **values})


def product(name, dtype, normal=normal):
    kind, lengths = name.split(" ")
    m, k, n = map(int, lengths.split("x"))
    x = normal((k, m), dtype).T if kind[0] == "T" else normal((m, k), dtype)
    y = normal((n, k), dtype).T if kind[1] == "T" else normal((k, n), dtype)
    return lambda: x @ y


def lesson(name, dtype, shape):
    x, dout = normal(shape, dtype), normal(shape, dtype)
    gamma, beta = normal(shape[1:], dtype), normal(shape[1:], dtype)
    kind = name.split("_")[0]
    forward = getattr(course, kind + "_forward")
    if name == kind + "_forward":
        return lambda: forward(x, gamma, beta, {"mode": "train"})
    _, cache = forward(x, gamma, beta, {"mode": "train"})
    backward = getattr(course, name)
    return lambda: backward(dout, cache)


def images(dtype):
    def some():
        X = (64 * np.random.randn(1000, 3, 32, 32)).astype(dtype)
        return X, np.random.randint(10, size=1000)

    return *some(), *some()


def training(dtype):
    data = images(dtype)

    def run():
        net = course.FullyConnectedNet([100] * 5, "batchnorm", 2e-2, dtype)
        course.train(net, data, 1e-3, 50, 10)

    return run


def weight_scale():
    data = images("float32")
    for scale in np.logspace(-4, 0, 20):
        for normalization in ("batchnorm", None):
            net = course.FullyConnectedNet(
                [50] * 8, normalization, scale, "float32"
            )
            course.train(net, data, 1e-3, 50, 10)


def batch_size():
    data = images("float32")
    for normalization, size in (
        (None, 5),
        ("batchnorm", 5),
        ("batchnorm", 10),
        ("batchnorm", 50),
    ):
        net = course.FullyConnectedNet([100] * 5, normalization, 2e-2, "float32")
        course.train(net, data, 10**-3.5, size, 10)


def find(group, name, dtype):
    if group == "arrays":
        return arrays(name, dtype)
    if group == "products":
        return product(name, dtype)
    if group == "training":
        return training(dtype)
    if group == "labs":
        return {"weight-scale": weight_scale, "batch-size": batch_size}[name]
    return lesson(name, dtype, tuple(map(int, group.split(" ")[1].split("x"))))


def seconds(run, times):
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def serve(find):
    current, run, times = None, None, 1
    for line in sys.stdin:
        order = json.loads(line)
        key = [order["group"], order["name"], order["dtype"]]
        if key != current:
            run = None
            current, run = key, find(*key)
            once = order["once"]
            first = 0 if once else min(seconds(run, 1), seconds(run, 1))
            times = 1 if once else max(1, int(TURN / first))
            if not once:
                seconds(run, times)
        print(seconds(run, times), flush=True)


def find_torch(group, name, dtype):
    import torch

    def normal(shape, dtype):
        return torch.randn(*shape, dtype=getattr(torch, dtype))

    if group == "products":
        return product(name, dtype, normal)
    other_arguments = {
        "maximum": lambda x, low: x.clamp(min=low),
        "max": lambda x, *axis: torch.amax(x, axis) if axis else x.max(),
        "var": lambda x, axis: torch.var(x, axis, unbiased=False),
    }
    return arrays(name, dtype, normal, {**vars(torch), **other_arguments})


serve(find_torch if sys.argv[1] == "PyTorch" else find)
