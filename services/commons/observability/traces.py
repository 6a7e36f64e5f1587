"""A traceback without the values that an error carries, which may be personal."""

from __future__ import annotations

import traceback


def frames_of(error: BaseException | None, most: int = 30) -> list[str]:
    """Return where an error and its causes were raised: ``Type`` then ``file:line function``, innermost last."""
    told: list[str] = []
    while error is not None and len(told) < most * 3:
        code = getattr(getattr(error, "orig", None), "pgcode", None)
        told.append(type(error).__name__ + (f" [{code}]" if code else ""))
        told += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-most:]
        ]
        error = error.__cause__ or error.__context__
    return told
