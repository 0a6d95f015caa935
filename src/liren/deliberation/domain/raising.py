"""How far shares can be raised until a run of equal shares could take another course.

With few voters and dear projects thousands of raises in a row change nothing. Let every share
grow by d, and let a run take the same course. Then a voter's balance is b + g·d: everybody gains
d, and whoever pays a price in full gains what it falls; and a price falls by q·d, because those
who are short give what they gained. The course stays the same while

- those who were short stay short: b + g·d ≤ p - q·d;
- no project that was passed over gets cheaper than the one bought. It costs each supporter more
  than c a unit while Σ min(b, c) < cost, and with d that sum grows by at most g·d for each who has
  less than c, less what c itself falls. A project that nobody is short for keeps its price;
- nothing becomes affordable at the end.

All bounds are linear in d, so the least of them is safe; rounding is covered by `MARGIN`.
"""

from collections.abc import Mapping, Sequence
from math import ceil, inf

import numpy as np
import numpy.typing as npt

MARGIN = 1e-11
Amounts = npt.NDArray[np.float64]
Voters = npt.NDArray[np.intp]


def unchanged_below(
    share: int,
    voters_of: Mapping[str, Voters],
    costs: Mapping[str, int],
    bought: Sequence[tuple[str, float]],
) -> int:
    """The least raise, in whole units, that could change what is bought, or in which order."""
    count = 1 + max(int(voters.max()) for voters in voters_of.values())
    balances, gains = np.full(count, float(share)), np.ones(count)
    slack, least, waiting = MARGIN * share, inf, dict(voters_of)
    for key, price in bought:
        voters = waiting.pop(key)
        held, gain = balances[voters], gains[voters]
        is_short = held < price
        fall = float(gain[is_short].sum()) / int((~is_short).sum() or 1)
        if is_short.any():
            least = min(least, float(_ratio(price - held - slack, gain + fall)[is_short].min()))
        unit = (price / costs[key], fall / costs[key])
        for other, supporters in waiting.items():
            now, grows = balances[supporters], gains[supporters]
            least = min(least, _until_cheaper(costs[other], now, grows, unit, slack))
        if least <= 1:
            return 1
        balances[voters] = np.where(is_short, 0.0, held - price)
        gains[voters] = np.where(is_short, 0.0, gain + fall)
    for other, supporters in waiting.items():
        room = costs[other] - float(balances[supporters].sum()) - slack * len(supporters)
        rise = float(gains[supporters].sum())
        least = min(least, room / rise if rise else inf)
    return max(1, ceil(least * (1 - MARGIN))) if least < inf else 1


def _ratio(room: Amounts, rise: Amounts) -> Amounts:
    return np.divide(room, rise, out=np.full_like(room, inf), where=rise > 0)


def _until_cheaper(
    cost: int, held: Amounts, gains: Amounts, unit: tuple[float, float], slack: float
) -> float:
    """How much every share may grow before a project could cost less a unit than that."""
    if held.min() > cost / len(held) + slack:
        return inf
    price, fall = cost * unit[0], cost * unit[1]
    is_low = held < price
    room = cost - float(np.minimum(held, price).sum()) - slack * len(held)
    rise = float(gains[is_low].sum()) - fall * int((~is_low).sum())
    if room <= 0:
        return 0
    return room / rise if rise > 0 else inf
