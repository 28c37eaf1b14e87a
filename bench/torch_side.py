"""The work on arrays and the products of theirs.py in PyTorch, on the CPU."""

import torch

from theirs import D, N, product, serve


def normal(shape, dtype):
    return torch.randn(*shape, dtype=getattr(torch, dtype))


def elementwise(name, dtype):
    x, y = normal((N, D), dtype), normal((N, D), dtype)
    row, column = normal((D,), dtype), normal((N, 1), dtype)
    size = x.abs()
    return {
        "x + y": lambda: x + y,
        "x - row": lambda: x - row,
        "x / column": lambda: x / column,
        "x * 2": lambda: x * 2,
        "maximum(x, 0)": lambda: x.clamp(min=0),
        "sqrt(x)": lambda: size.sqrt(),
        "exp(x)": lambda: x.exp(),
        "sum(x)": lambda: x.sum(),
        "sum(x, 0)": lambda: x.sum(dim=0),
        "mean(x, 1)": lambda: x.mean(dim=1),
        "var(x, 0)": lambda: x.var(dim=0, unbiased=False),
        "var(x, 1)": lambda: x.var(dim=1, unbiased=False),
        "max(x)": lambda: x.max(),
        "max(x, 0)": lambda: x.amax(dim=0),
        "max(x, 1)": lambda: x.amax(dim=1),
    }[name]


def find(group, name, dtype):
    if group == "arrays":
        return elementwise(name, dtype)
    return product(name, dtype, normal)


if __name__ == "__main__":
    serve(find)
