"""Reads what helpers/live/vectors.py records."""

import json

import numpy as np


def decode(data, glyphs=None):
    """The instructions of a recording, with its arrays as lists in place of where they lie.

    With `glyphs`, their outlines stand in place of their numbers: so recordings of two pictures can be compared.
    """
    content, arrays = _unpack(data)
    letters = glyphs and [str(path) for path in outlines(glyphs)]
    for item in content:
        for key in "pq":
            if key in item:
                item[key] = _path(arrays, *item[key])
        if "m" in item:
            count, place = item["m"]
            item["m"] = _array(arrays, place, (count, 2), "<f4")
        if "i" in item:
            width, height, place = item["i"]
            item["i"] = _array(arrays, place, (height, width, 4), np.uint8)
        if "t" in item and letters:
            item["t"] = [[letters[number], x] for number, x in item["t"]]
    return content


def outlines(glyphs):
    """The glyphs by number, each (vertices, codes)."""
    paths, arrays = _unpack(glyphs)
    return [_path(arrays, *path) for path in paths]


def _unpack(data):
    start = 4 + int.from_bytes(data[:4], "little")
    assert start % 4 == 0  # so that a browser can lay arrays of floats over the bytes
    return json.loads(data[4:start]), data[start:]


def _array(arrays, place, shape, kind):
    count = int(np.prod(shape))
    assert place % 4 == 0 and place + count * np.dtype(kind).itemsize <= len(arrays)
    return np.frombuffer(arrays, kind, count, place).reshape(shape).tolist()


def _path(arrays, count, vertices, codes):
    return _array(arrays, vertices, (count, 2), "<f4"), _array(arrays, codes, (count,), np.uint8)
