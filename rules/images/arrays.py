"""Small sums over windows of a picture, without loops."""

import numpy as np

from rules.images.model import Floats


def window_sums(values: Floats, high: int, wide: int) -> Floats:
    """The sum over a window around each place; beyond the edges stands nothing."""
    above, before = high // 2 + 1, wide // 2 + 1
    padded = np.zeros((len(values) + high - 1, values.shape[1] + wide - 1), values.dtype)
    padded[above - 1 : above - 1 + len(values), before - 1 : before - 1 + values.shape[1]] = values
    return _across(_down(padded, high), wide)


def _down(values: Floats, size: int) -> Floats:
    """Each row with those after it: sums of two make sums of four, and so on."""
    length = len(values) - size + 1
    power, done, sums = values, 0, None
    for bit in range(size.bit_length()):
        if size >> bit & 1:
            part = power[done : done + length]
            sums = part if sums is None else sums + part
            done += 1 << bit
        if size >> bit + 1:
            power = power[: -(1 << bit)] + power[1 << bit :]
    return values if sums is None else sums


def _across(values: Floats, size: int) -> Floats:
    length = values.shape[1] - size + 1
    power, done, sums = values, 0, None
    for bit in range(size.bit_length()):
        if size >> bit & 1:
            part = power[:, done : done + length]
            sums = part if sums is None else sums + part
            done += 1 << bit
        if size >> bit + 1:
            power = power[:, : -(1 << bit)] + power[:, 1 << bit :]
    return values if sums is None else sums


def window_means(values: Floats, high: int, wide: int) -> Floats:
    """At the edges, the edge goes on outside."""
    above, before = high // 2, wide // 2
    rows, columns = values.shape
    padded = np.empty((rows + high - 1, columns + wide - 1), values.dtype)
    padded[above : above + rows, before : before + columns] = values
    padded[:above, before : before + columns] = values[:1]
    padded[above + rows :, before : before + columns] = values[-1:]
    padded[:, :before] = padded[:, before : before + 1]
    padded[:, before + columns :] = padded[:, before + columns - 1 : before + columns]
    means = _across(_down(padded, high), wide)
    means *= np.float32(1 / (high * wide))
    return means


def relief(grey: Floats, high: int, wide: int, faint: float) -> Floats:
    """What stands out from its surroundings, equally strong in text and in photos; noise stays faint."""
    out = grey - window_means(grey, high, wide)
    power = window_means(out * out, 2 * high, 2 * wide)
    power += np.float32(faint * faint)
    np.sqrt(power, out=power)
    out /= power
    return out


def softened(values: Floats) -> Floats:
    """Takes away the sharpness that copies lose anyway."""
    rows = np.empty_like(values)
    rows[1:-1] = values[:-2] + values[2:]
    rows[0], rows[-1] = values[0] + values[min(1, len(values) - 1)], values[-1] + values[-2:][0]
    rows += 2 * values
    soft = np.empty_like(values)
    soft[:, 1:-1] = rows[:, :-2] + rows[:, 2:]
    soft[:, 0], soft[:, -1] = rows[:, 0] + rows[:, 1], rows[:, -1] + rows[:, -2]
    soft += 2 * rows
    soft *= np.float32(1 / 16)
    return soft


def quartered(values: Floats) -> Floats:
    """The sums of two by two neighbours."""
    high, wide = values.shape[0] // 2 * 2, values.shape[1] // 2 * 2
    rows = values[0:high:2] + values[1:high:2]
    sums: Floats = rows[:, 0:wide:2] + rows[:, 1:wide:2]
    return sums


def shifted(values: Floats, down: int, shape: tuple[int, int]) -> Floats:
    """The rows moved down within a frame of that shape; nothing stands where they do not reach."""
    if not down and values.shape == shape:
        return values
    out = np.zeros(shape, values.dtype)
    top, bottom = max(0, down), min(shape[0], len(values) + down)
    wide = min(shape[1], values.shape[1])
    if bottom > top:
        out[top:bottom, :wide] = values[top - down : bottom - down, :wide]
    return out
