"""Times the installer helper on a terminal of its own, from its start until its question can be
read, against `node -e 0` until its end: in turn, A B A B, after one run of each that does not count.

    python3 start-to-prompt.py PAIRS NODE HELPER [options of the helper ...]

Prints the median of the ratios A/B with their quartiles, and the medians in milliseconds, as JSON.
"""
import json
import os
import pty
import statistics
import sys
import time

QUESTION = b"[y/N] "


def timed(argv: list[str], awaited: bytes | None) -> float:
    """Milliseconds until the text is there, or else until the end."""
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(argv[0], argv)
    seen, elapsed = b"", None
    while True:
        try:
            seen += os.read(terminal, 65536)
        except OSError:  # nobody has the terminal open any more
            break
        if elapsed is None and awaited is not None and awaited in seen:
            elapsed = time.perf_counter() - start
            os.write(terminal, b"n\n")
    end = time.perf_counter() - start
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    if status != 0 or (awaited is not None and elapsed is None):
        sys.exit(f"{' '.join(argv)}: status {status}\n{seen.decode()}")
    return 1000 * (end if elapsed is None else elapsed)


pairs, node, *helper = sys.argv[1:]
runs = [(timed([node, *helper], QUESTION), timed([node, "-e", "0"], None))
        for _ in range(int(pairs) + 1)][1:]
ratios = [a / b for a, b in runs]
quartiles = statistics.quantiles(ratios, n=4)
print(json.dumps({
    "ratio": statistics.median(ratios),
    "spread": [quartiles[0], quartiles[2]],
    "a": statistics.median(a for a, _ in runs),
    "b": statistics.median(b for _, b in runs),
}))
